// One device: a client as Element Web sets it up, which deals with devices that their owner signed alone.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import * as sdk from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { LoggerLevel, Tracing, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";

import { opened, uploaded } from "./files.mjs";

logger.disableAll();

// What a person keeps to set up their next device: the key of their secret storage, by user id.
const recoveryKeys = new Map();

// The library opens databases of one name, where `indexedDB` says: one client after the other.
let opening = Promise.resolve();

function openedIn(databases, open) {
    const done = opening.then(() => {
        globalThis.indexedDB = databases;
        return open();
    });
    opening = done.catch(() => {});
    return done;
}

export class Device {
    databases = new IDBFactory();
    limit = 100;
    seeing = Promise.resolve();

    constructor(asked, tell) {
        this.asked = asked;
        this.tell = tell;
    }

    async start() {
        const { url, user, token, id_of_device: device } = this.asked;
        this.client = sdk.createClient({
            baseUrl: url,
            userId: user,
            deviceId: device,
            accessToken: token,
            cryptoCallbacks: {
                getSecretStorageKey: async ({ keys }) => [Object.keys(keys)[0], recoveryKeys.get(user)],
            },
        });
        await openedIn(this.databases, () => this.client.initRustCrypto());
        new Tracing(LoggerLevel.Error).turnOn();
        this.crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
        this.stopped = false;
        this.follow();
        const prepared = new Promise((resolve) =>
            this.client.on(sdk.ClientEvent.Sync, (state) => {
                if (state === sdk.SyncState.Prepared) resolve();
            }),
        );
        await this.client.startClient({
            // Another each time: Synapse gives the answer to a first sync again for two minutes.
            initialSyncLimit: this.limit++,
            pendingEventOrdering: sdk.PendingEventOrdering.Detached,
        });
        await prepared;
    }

    get crypto() {
        return this.client.getCrypto();
    }

    // --- what a person does -------------------------------------------------------------

    // Make the identity of the account, and sign this device with it.
    async makeIdentity({ password }) {
        const user = this.asked.user;
        const identifier = { type: "m.id.user", user };
        await this.crypto.bootstrapCrossSigning({
            authUploadDeviceSigningKeys: (request) => request({ type: "m.login.password", identifier, password }),
        });
        await this.crypto.bootstrapSecretStorage({
            createSecretStorageKey: async () => {
                const made = await this.crypto.createRecoveryKeyFromPassphrase();
                recoveryKeys.set(user, made.privateKey);
                return made;
            },
        });
    }

    // Sign this device with the identity that another device of the account made.
    async takeIdentity() {
        if (!(await this.crypto.userHasCrossSigningKeys(this.asked.user, true))) throw new Error("no identity");
        await this.crypto.bootstrapCrossSigning({});
    }

    // Ask which devices somebody has, as a client does that shares an encrypted room with them.
    async meet({ person }) {
        const { olmMachine, outgoingRequestProcessor } = this.crypto;
        await outgoingRequestProcessor.makeOutgoingRequest(olmMachine.queryKeysForUsers([new UserId(person)]));
    }

    async send({ room, kind, content }) {
        // The library sends in clear into a room that it doesn't know yet; no application shows one.
        if (!this.client.getRoom(room)) throw new Error(`${room} is unknown to this client`);
        const sent = await this.client.sendEvent(room, kind, content);
        return sent.event_id;
    }

    async share({ room, name, text, caption }) {
        const content = await uploaded(this.client, name, text, this.client.isRoomEncrypted(room));
        return this.send({ room, kind: "m.room.message", content: { ...content, body: caption || name } });
    }

    async open({ content }) {
        return opened(this.client, content);
    }

    // Look again at what could not be shown, as a client does that opens a room.
    async look({ room }) {
        for (const event of this.client.getRoom(room).getLiveTimeline().getEvents()) {
            if (event.isDecryptionFailure()) await event.attemptDecryption(this.client.getCrypto(), { isRetry: true });
        }
    }

    // The sessions of a room whose keys this device has.
    async sessions({ room }) {
        const held = await this.crypto.exportRoomKeys();
        return held.filter((each) => each.room_id === room).map((each) => each.session_id);
    }

    // End the client and start another, with the keys that lie in the database.
    async restart() {
        await this.stop();
        await this.start();
    }

    async stop() {
        this.stopped = true;
        await this.seeing;
        this.client.stopClient();
    }

    // --- what it sees -------------------------------------------------------------------

    follow() {
        const client = this.client;
        client.on(sdk.RoomEvent.Timeline, (event, room, toStart) => {
            if (!toStart && room) this.seen(client, event);
        });
        client.on(sdk.MatrixEventEvent.Decrypted, (event) => this.seen(client, event));
        client.on(sdk.RoomStateEvent.Events, (event) => this.tell("state", { event: event.event }));
        client.on(sdk.RoomEvent.MyMembership, (room, membership) =>
            this.tell("membership", { room: room.roomId, membership }),
        );
    }

    // In their order, each once it is known whether it can be read; nothing of a client that has ended.
    seen(client, event) {
        this.seeing = this.seeing.then(async () => {
            if (client !== this.client || this.stopped) return;
            await client.decryptEventIfNeeded(event);
            this.tell("event", { event: await shown(client.getCrypto(), event) });
        });
    }
}

async function shown(crypto, event) {
    const { event_id, room_id, sender, state_key, origin_server_ts } = event.event;
    const sealed = event.isEncrypted();
    const failed = event.decryptionFailureReason;
    const readable = !failed && event.getType() !== sdk.EventType.RoomMessageEncrypted;
    const info = sealed && readable ? await crypto.getEncryptionInfoForEvent(event) : null;
    return {
        ...{ event_id, room_id, sender, origin_server_ts, sealed, failed },
        ...(state_key === undefined ? {} : { state_key }),
        type: event.getType(),
        content: readable ? event.getContent() : {},
        shield: info ? info.shieldReason : null,
    };
}
