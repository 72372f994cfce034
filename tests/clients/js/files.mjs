// Files, encrypted and decrypted by what Element Web uses for it.

import attachments from "matrix-encrypt-attachment";

export async function uploaded(client, name, text, sealed) {
    const plain = Buffer.from(text);
    const shared = { msgtype: "m.file", filename: name, info: { size: plain.length, mimetype: "text/markdown" } };
    if (!sealed) return { ...shared, url: (await client.uploadContent(plain, { name })).content_uri };
    const { data, info } = await attachments.encryptAttachment(plain);
    const { content_uri: url } = await client.uploadContent(data, { includeFilename: false });
    return { ...shared, file: { ...info, url } };
}

export async function opened(client, content) {
    const source = content.file?.url ?? content.url;
    const where = client.mxcUrlToHttp(source, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(where, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
    if (!answer.ok) throw new Error(`${answer.status} for a file`);
    const stored = Buffer.from(await answer.arrayBuffer());
    return Buffer.from(content.file ? await attachments.decryptAttachment(stored, content.file) : stored).toString();
}
