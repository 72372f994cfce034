// Clients of matrix-js-sdk with its Rust crypto, driven by lines of JSON on stdin.
//
// A line asks {id, device, what, ...}; a line on stdout answers {id, ok} or {id, failed}, or tells
// {device, told, ...} of what a client saw. All devices share this process, so that the WebAssembly
// is loaded once; each has a database of its own, which a client that starts again finds again.

import readline from "node:readline";

// The library logs with the console: stdout is for the answers.
for (const level of ["log", "info", "debug", "trace"]) console[level] = () => {};

const { Device } = await import("./device.mjs");

const devices = new Map();

function write(line) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function done({ id, device, what, ...asked }) {
    if (what === "login") {
        devices.set(device, new Device(asked, (told, more) => write({ device, told, ...more })));
        return devices.get(device).start();
    }
    return devices.get(device)[what](asked);
}

function answer(line) {
    const asked = JSON.parse(line);
    done(asked).then(
        (ok) => write({ id: asked.id, ok: ok ?? null }),
        (error) => write({ id: asked.id, failed: `${error?.stack ?? error}` }),
    );
}

process.on("unhandledRejection", (error) => console.error("unhandled:", error));
readline.createInterface({ input: process.stdin }).on("line", answer).on("close", () => process.exit(0));
write({ told: "ready" });
