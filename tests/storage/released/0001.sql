BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE entries (
	number INTEGER NOT NULL, 
	proposal INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	audience TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	person TEXT NOT NULL, 
	event TEXT NOT NULL, 
	event_time BIGINT NOT NULL, 
	recorded_time BIGINT NOT NULL, 
	cause TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	previous_in_proposal TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	commitment TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_entries PRIMARY KEY (number), 
	CONSTRAINT uq_entries_proposal_previous_in_proposal UNIQUE (proposal, previous_in_proposal), 
	CONSTRAINT uq_entries_previous UNIQUE (previous), 
	CONSTRAINT uq_entries_hash UNIQUE (hash)
);
INSERT INTO "entries" VALUES(1,0,'constituted',1,'public','','@bot:test','',1700000000001,1700000000001,'seed','{"caucuses":[{"chair":"@gov-chair:test","deputies":[],"key":"gov","name":"GOV","representatives":["@gov-1:test"]},{"chair":"@cs-chair:test","deputies":[],"key":"cs","name":"CS","representatives":["@cs-1:test"]}],"chair":"@chair:test","deputies":[],"forum_chair":"@forum-chair:test","forum_deputies":[],"name":"Council","observers":["@observer:test"],"recommends_as":"Forum","seats":2}','0000000000000000000000000000000000000000000000000000000000000000','0000000000000000000000000000000000000000000000000000000000000000','823284679c519cb4a5ea7512b69f93e57d2fe4393f346b5cb20a036841b48a99','4596ec62e84443a675ca0435293566f6633fc57910d7bef90abd587c39687013','afb79b33e672ddc679791e7be2e6101a3552f81df565addd9ed7ec37d27b5d3f');
INSERT INTO "entries" VALUES(2,1,'tabled',1,'public','tabled','@visitor:test','$1',1,1700000000002,'$1','{"fingerprint":"8fe200d7c97faa776f1558bb2be4fec48ddbac13601a8884c45bdabff7b8293d","initiator":"Ein Bündnis","text":"One.\n\nTwo.","title":"Ouvert – “open” 🌐"}','afb79b33e672ddc679791e7be2e6101a3552f81df565addd9ed7ec37d27b5d3f','0000000000000000000000000000000000000000000000000000000000000000','1b88f3c10446a2f8200852b8ba6bb603bb24667b9fa272ddd14ae042ba9aadfc','32a45e43068bd4da1d435f63171aa86359b0feb88e8146e7a611e6b260a52149','a4a2e66d89d2ce1ce0d96d3b9f177e565667e1ac6e84f3ecf450000fc234318b');
INSERT INTO "entries" VALUES(3,1,'forwarded',1,'public','plenary','@forum-chair:test','$2',2,1700000000003,'$2','{"draft":1,"fingerprint":"8fe200d7c97faa776f1558bb2be4fec48ddbac13601a8884c45bdabff7b8293d","note":"Forwarded."}','a4a2e66d89d2ce1ce0d96d3b9f177e565667e1ac6e84f3ecf450000fc234318b','a4a2e66d89d2ce1ce0d96d3b9f177e565667e1ac6e84f3ecf450000fc234318b','2081aa84959d890ec80833eac1da1c73b1e54235405172f9568ad3a014358b5d','47f9442924c50cb28b8b7bdbe4e78cb8e4c26c28bc30feabbc746689711f05c5','02c7992799ef4dc7bb217b386c14c6b4fc5dcfe73769255a305f637cb4a94275');
INSERT INTO "entries" VALUES(4,1,'referred',1,'public','caucuses','@chair:test','$3',3,1700000000004,'$3','{"draft":1,"fingerprint":"8fe200d7c97faa776f1558bb2be4fec48ddbac13601a8884c45bdabff7b8293d","note":"Please.","round":1}','02c7992799ef4dc7bb217b386c14c6b4fc5dcfe73769255a305f637cb4a94275','02c7992799ef4dc7bb217b386c14c6b4fc5dcfe73769255a305f637cb4a94275','2d74ea0431979fc87a36c642ef3e72eafff171926ab0b7a251799376b9863a65','af432e7667f4201f155da7d4e57c364e70e1a653511538b179d4d53473d790a3','7b499aa02435b33128ef1efaf86eb4603da5dd727ab78d0d125565cf26f543d2');
INSERT INTO "entries" VALUES(5,1,'caucus_text',1,'caucus:cs','caucuses','@cs-chair:test','$6',6,1700000000007,'$6','{"caucus":"cs","draft":1,"fingerprint":"75483179a23ff80fdbc90c2cf745fe92ae87e414ee8644f03901afa9f826d70a","number":1,"text":"One.\n\nTwo, in our wording."}','7b499aa02435b33128ef1efaf86eb4603da5dd727ab78d0d125565cf26f543d2','7b499aa02435b33128ef1efaf86eb4603da5dd727ab78d0d125565cf26f543d2','e6afac574239c2d34c97a1d2efa407d8a282d8b8be7ddb1d57855bfff9d00048','0c54de24640824e48c5cc6c4a3b7225864554ee65458c6fab1c1d100b359823c','77868e22b2e0f674cfb7ccad28827822df18c0b8bd43a9e9ea753c1b01007fcc');
INSERT INTO "entries" VALUES(6,0,'unseated',1,'public','','@cs-chair:test','$7',7,1700000000008,'$7','{"caucus":"cs","person":"@cs-1:test"}','77868e22b2e0f674cfb7ccad28827822df18c0b8bd43a9e9ea753c1b01007fcc','afb79b33e672ddc679791e7be2e6101a3552f81df565addd9ed7ec37d27b5d3f','7306d75444a1f33e4ccfc801edda4830c0b14fafeb2a32ba878f4c2af7d36fec','ac83bfb873acd94b888d9d0e33543c929c599d86bcdbe9c74484d7b359dbe327','a7639f36f7d44a3e312320fd09181161fcb035bbd2442d50d8cdc94a7a2f95b9');
INSERT INTO "entries" VALUES(7,0,'unseating_reason',1,'caucus:cs','','@cs-chair:test','$7',7,1700000000008,'$7','{"caucus":"cs","person":"@cs-1:test","reason":"Moved on."}','a7639f36f7d44a3e312320fd09181161fcb035bbd2442d50d8cdc94a7a2f95b9','a7639f36f7d44a3e312320fd09181161fcb035bbd2442d50d8cdc94a7a2f95b9','4ab5ece5b5c8142329dade5b635201629ace17a9b6a0ed5505084d96e8a27e94','f51ada63e894816fd09c456a49bf50581c99b8669ba2a5355c6393385f3694a4','cc90825959fd5ae0c78c6713ba36fc43d4cfc7ec262186564847125b182a0a91');
INSERT INTO "entries" VALUES(8,1,'position',1,'public','caucuses','@cs-chair:test','$8',8,1700000000009,'$8','{"amendment":1,"caucus":"cs","draft":1,"fingerprint":"8fe200d7c97faa776f1558bb2be4fec48ddbac13601a8884c45bdabff7b8293d","note":"A note.","position":"agreed as amended","round":1,"text":"One.\n\nTwo, in our wording.","text_fingerprint":"75483179a23ff80fdbc90c2cf745fe92ae87e414ee8644f03901afa9f826d70a"}','cc90825959fd5ae0c78c6713ba36fc43d4cfc7ec262186564847125b182a0a91','77868e22b2e0f674cfb7ccad28827822df18c0b8bd43a9e9ea753c1b01007fcc','fec4eaffabb1c4408c014497ebde14974b8cef29b86cb959270e31a2659d8614','a2d885ad643496951b03edee26f8dc44dfd6c743cb8c97f11aeda68470fa8541','0326576215fd12380a48c89af3955679328c4fe7cd3a4cc30eb1f225af3b3f62');
INSERT INTO "entries" VALUES(9,1,'position',1,'public','caucuses','@gov-chair:test','$9',9,1700000000010,'$9','{"amendment":0,"caucus":"gov","draft":1,"fingerprint":"8fe200d7c97faa776f1558bb2be4fec48ddbac13601a8884c45bdabff7b8293d","note":"A reason.","position":"not agreed","round":1,"text":"","text_fingerprint":""}','0326576215fd12380a48c89af3955679328c4fe7cd3a4cc30eb1f225af3b3f62','0326576215fd12380a48c89af3955679328c4fe7cd3a4cc30eb1f225af3b3f62','a1972634ec13fcdb4e0d730f5ce867f3f8880d74c260d54bdfb570ee44f87c46','d74c633c5e4ccd96688e17533bd7ddf7dd53f70a05a5777f5d44934712cd55e1','c5dda5e84cae84e2de3ee9e3232d2a6fb6399b00a270654240f473cb9937a495');
INSERT INTO "entries" VALUES(10,1,'round_closed',1,'public','plenary','@gov-chair:test','$9',9,1700000000010,'$9','{"draft":1,"round":1}','c5dda5e84cae84e2de3ee9e3232d2a6fb6399b00a270654240f473cb9937a495','c5dda5e84cae84e2de3ee9e3232d2a6fb6399b00a270654240f473cb9937a495','965a00b7539f11e214af4e1b92f2ab95ec7cd438efb5d4844ddb84fe7a3d8500','9c8611798176023934080f359aebfebb3629480449e20e1ecb786281eeed4531','c678637133b39e9e8a422904882e8ab2e9359c804c4971512d6ef07eeebbe606');
INSERT INTO "entries" VALUES(11,1,'drafted',1,'public','plenary','@chair:test','$10',10,1700000000011,'$10','{"draft":2,"fingerprint":"7bf61e794dfaaddcfa2b206242b0521e5cad05e0287c0e2ef2407ca8b56f4e73","text":"One.\n\nTwo, together."}','c678637133b39e9e8a422904882e8ab2e9359c804c4971512d6ef07eeebbe606','c678637133b39e9e8a422904882e8ab2e9359c804c4971512d6ef07eeebbe606','c877e7083dfd6fffaebb9d331faa38b2425a7817289f00c083e249506e7ac280','d184b85cf5c266d1e304c85208514ec5b4d54ab5880ef47fd1a7590d23906049','0a529d87a8089081bb5cb04762ecdc78f0cdb9a3d14255a601a7166bf3596499');
INSERT INTO "entries" VALUES(12,1,'referred',1,'public','caucuses','@chair:test','$11',11,1700000000012,'$11','{"draft":2,"fingerprint":"7bf61e794dfaaddcfa2b206242b0521e5cad05e0287c0e2ef2407ca8b56f4e73","note":"","round":2}','0a529d87a8089081bb5cb04762ecdc78f0cdb9a3d14255a601a7166bf3596499','0a529d87a8089081bb5cb04762ecdc78f0cdb9a3d14255a601a7166bf3596499','aab14db0b7014e8428d516e9e7e42777f7ec13301cd433bc8750b4270517a2e7','f2ab715043b322da45bab6d6b3a93fd26351724d0241649e1b17e6d5c3a10a5a','02a72d2b32b0e487ac8022f5f1208a36c24506934e1a5e16005e43639d0f231c');
INSERT INTO "entries" VALUES(13,1,'position',1,'public','caucuses','@gov-chair:test','$13',13,1700000000014,'$13','{"amendment":0,"caucus":"gov","draft":2,"fingerprint":"7bf61e794dfaaddcfa2b206242b0521e5cad05e0287c0e2ef2407ca8b56f4e73","note":"","position":"agreed","round":2,"text":"","text_fingerprint":""}','02a72d2b32b0e487ac8022f5f1208a36c24506934e1a5e16005e43639d0f231c','02a72d2b32b0e487ac8022f5f1208a36c24506934e1a5e16005e43639d0f231c','afd14a72930f2fe0a3c5e8464c8ff9e90c49eb0c6d2069b47becbae1edf9ab32','47765f939fb7d57b411a5b234301bd450a1788448c90bece656cb0b0dc5323a9','d0817a6a4ad127e765e8c90f1d618763677b1eb93df3b983423914099070731d');
INSERT INTO "entries" VALUES(14,1,'position',1,'public','caucuses','@cs-chair:test','$15',15,1700000000016,'$15','{"amendment":0,"caucus":"cs","draft":2,"fingerprint":"7bf61e794dfaaddcfa2b206242b0521e5cad05e0287c0e2ef2407ca8b56f4e73","note":"","position":"agreed","round":2,"text":"","text_fingerprint":""}','d0817a6a4ad127e765e8c90f1d618763677b1eb93df3b983423914099070731d','d0817a6a4ad127e765e8c90f1d618763677b1eb93df3b983423914099070731d','da80e92d6fba92bea8a272308c20347afde69354545c974a03ce048704052d3b','e9c8e26fb2f02ddb3efa2d80f52403ca93460140b79e7696f2a2f17647535ddb','65014ac03f16d4f30fbf34a7152bc5504e0066b2c2a59b354e78da85a4abb486');
INSERT INTO "entries" VALUES(15,1,'round_closed',1,'public','plenary','@cs-chair:test','$15',15,1700000000016,'$15','{"draft":2,"round":2}','65014ac03f16d4f30fbf34a7152bc5504e0066b2c2a59b354e78da85a4abb486','65014ac03f16d4f30fbf34a7152bc5504e0066b2c2a59b354e78da85a4abb486','95deef8230c9509a0ef8e37520321630c8569513b1185ab81a90a357596a565e','7f221b6cb3f9770777e82fa803f7a5bc56613f284e5b4903514af320f22e0bf5','fb226b2d3fd55cfb2829eb6be53eafe43b87c04d52d5e51d5246ddb8873e4e69');
INSERT INTO "entries" VALUES(16,1,'recommended',1,'public','recommended','@chair:test','$16',16,1700000000017,'$16','{"draft":2,"fingerprint":"7bf61e794dfaaddcfa2b206242b0521e5cad05e0287c0e2ef2407ca8b56f4e73","note":"Done.","text":"One.\n\nTwo, together."}','fb226b2d3fd55cfb2829eb6be53eafe43b87c04d52d5e51d5246ddb8873e4e69','fb226b2d3fd55cfb2829eb6be53eafe43b87c04d52d5e51d5246ddb8873e4e69','fbb509e382c9641723afa12bf84f932356185b72de72576ece51816127134e7e','5c85426d8e06960cfcb0ffbb9690dc1b3348f01906f8df3c0d7c6ce79ee3579d','c0de1b6ee43a24102dab21b4df501f37f1e7af0726f8d9bae2ffc3d90e738672');
INSERT INTO "entries" VALUES(17,2,'tabled',1,'public','tabled','@visitor:test','$17',17,1700000000018,'$17','{"fingerprint":"f06dce27b84e18ccb3c7e94a0679c279cd42027da23bcf1e1ca1f94e365ea420","initiator":"Nobody","text":"Text.","title":"Another"}','c0de1b6ee43a24102dab21b4df501f37f1e7af0726f8d9bae2ffc3d90e738672','0000000000000000000000000000000000000000000000000000000000000000','f5a4b51084c1d8a0816e44eac1f510f838d3c031a3534eb63b827013f97a22f1','e4d9385a0be9ce64ac2c27fcc724b5efaeaf9f580833bdaebfe2a12087f46e94','a78fc6a3859fb829b13d88405e34add398462454d4e7684834569f430b5740b5');
CREATE TABLE inbox (
	cause TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	place TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	command BOOLEAN NOT NULL, 
	taken_at BIGINT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (cause)
);
INSERT INTO "inbox" VALUES('seed','done',1,'','@bot:test',0,1700000000000);
INSERT INTO "inbox" VALUES('$1','done',1,'forum','@visitor:test',1,1);
INSERT INTO "inbox" VALUES('$2','done',1,'forum','@forum-chair:test',1,1);
INSERT INTO "inbox" VALUES('$3','done',1,'P1/plenary','@chair:test',1,1);
INSERT INTO "inbox" VALUES('$4','done',1,'P1/caucus:gov','@bot:test',1,1);
INSERT INTO "inbox" VALUES('$5','done',1,'P1/caucus:cs','@bot:test',1,1);
INSERT INTO "inbox" VALUES('$6','done',1,'P1/caucus:cs','@cs-chair:test',1,1);
INSERT INTO "inbox" VALUES('$7','done',1,'P1/caucus:cs','@cs-chair:test',1,1);
INSERT INTO "inbox" VALUES('$8','done',1,'P1/caucus:cs','@cs-chair:test',1,1);
INSERT INTO "inbox" VALUES('$9','done',1,'P1/caucus:gov','@gov-chair:test',1,1);
INSERT INTO "inbox" VALUES('$10','done',1,'P1/plenary','@chair:test',1,1);
INSERT INTO "inbox" VALUES('$11','done',1,'P1/plenary','@chair:test',1,1);
INSERT INTO "inbox" VALUES('$12','done',1,'P1/caucus:gov','@bot:test',1,1);
INSERT INTO "inbox" VALUES('$13','done',1,'P1/caucus:gov','@gov-chair:test',1,1);
INSERT INTO "inbox" VALUES('$14','done',1,'P1/caucus:cs','@bot:test',1,1);
INSERT INTO "inbox" VALUES('$15','done',1,'P1/caucus:cs','@cs-chair:test',1,1);
INSERT INTO "inbox" VALUES('$16','done',1,'P1/plenary','@chair:test',1,1);
INSERT INTO "inbox" VALUES('$17','done',1,'forum','@visitor:test',1,1);
CREATE TABLE invitations (
	place TEXT NOT NULL, 
	person TEXT NOT NULL, 
	entry INTEGER NOT NULL, 
	CONSTRAINT pk_invitations PRIMARY KEY (place, person), 
	CONSTRAINT fk_invitations_place FOREIGN KEY(place) REFERENCES rooms (place)
);
INSERT INTO "invitations" VALUES('forum','@cs-1:test',1);
INSERT INTO "invitations" VALUES('space','@cs-1:test',1);
INSERT INTO "invitations" VALUES('P1/caucus:cs','@cs-1:test',1);
INSERT INTO "invitations" VALUES('P1/plenary','@cs-1:test',1);
INSERT INTO "invitations" VALUES('P1/space','@cs-1:test',1);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('epoch','1');
INSERT INTO "meta" VALUES('secret','e910dac054c768eb4fb6061b7376965066da87777e85fb6217ee25c36ca449fa');
CREATE TABLE outbox (
	"key" TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	cause TEXT NOT NULL, 
	place TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	txn_id TEXT NOT NULL, 
	event_type TEXT NOT NULL, 
	content TEXT, 
	"references" TEXT NOT NULL, 
	about TEXT NOT NULL, 
	shows INTEGER NOT NULL, 
	pin BOOLEAN NOT NULL, 
	filename TEXT NOT NULL, 
	attachment TEXT, 
	only_with TEXT NOT NULL, 
	otherwise TEXT, 
	state TEXT NOT NULL, 
	event_id TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before BIGINT NOT NULL, 
	created_at BIGINT NOT NULL, 
	epoch INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY ("key"), 
	CONSTRAINT uq_outbox_seq UNIQUE (seq)
);
INSERT INTO "outbox" VALUES('54f45221711c10523c30b21bf67058af92788171',1,'$1','forum','forum','54f45221711c10523c30b21bf67058af92788171','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-54f45221',0,0,1700000000002,1,'');
INSERT INTO "outbox" VALUES('9f97f8bc1edd20bed783417e5e21cf8f70614d90',2,'$1','forum','forum','9f97f8bc1edd20bed783417e5e21cf8f70614d90','m.room.message',NULL,'{}','P1',0,0,'',NULL,'',NULL,'sent','$sent-9f97f8bc',0,0,1700000000002,1,'');
INSERT INTO "outbox" VALUES('a68e5b13172b82580a86dc75d5c4c33add1df191',3,'$1','forum','forum ✅','a68e5b13172b82580a86dc75d5c4c33add1df191','m.reaction',NULL,'{"after":"54f45221711c10523c30b21bf67058af92788171"}','',0,0,'',NULL,'',NULL,'sent','$sent-a68e5b13',0,0,1700000000002,1,'');
INSERT INTO "outbox" VALUES('990839744bd236665f10f49b17c68f0450de0bcb',4,'$2','forum','forum','990839744bd236665f10f49b17c68f0450de0bcb','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-99083974',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('53d199f374d1b5bf7e517525157cd96987adb51e',5,'$2','P1/plenary','P1/plenary','53d199f374d1b5bf7e517525157cd96987adb51e','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-53d199f3',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('735e17d804c1c3d7782173ab8dee9995c37c8646',6,'$2','P1/plenary','P1/plenary','735e17d804c1c3d7782173ab8dee9995c37c8646','m.room.message',NULL,'{}','P1/1',1,1,'',NULL,'',NULL,'sent','$sent-735e17d8',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('7e3a6a7173d009a0958ced2be3c817adbbaaa0b6',7,'$2','P1/caucus:gov','P1/caucus:gov','7e3a6a7173d009a0958ced2be3c817adbbaaa0b6','m.room.message','{"m.mentions":{},"msgtype":"m.text","body":"This is the room of GOV for **P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10**, which the forum forwarded to the council.\n\nWhat is said here stays here. Only what the chair records goes to plenary: the position, its note or reason, and a caucus text that is released with it.\n\nDraft 1 comes here when the council chair refers it; to read it before: `!text`","format":"org.matrix.custom.html","formatted_body":"<p>This is the room of GOV for <strong>P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10</strong>, which the forum forwarded to the council.</p>\n<p>What is said here stays here. Only what the chair records goes to plenary: the position, its note or reason, and a caucus text that is released with it.</p>\n<p>Draft 1 comes here when the council chair refers it; to read it before: <code>!text</code></p>","org.rapporteur":{"key":"7e3a6a7173d009a0958ced2be3c817adbbaaa0b6","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('3503d985ca31e2608c6fdccd3fe839fc0d067fd6',8,'$2','P1/caucus:cs','P1/caucus:cs','3503d985ca31e2608c6fdccd3fe839fc0d067fd6','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-3503d985',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('8f5adcb4388636f2d9941fbe192617ba187419fc',9,'$2','forum','forum ✅','8f5adcb4388636f2d9941fbe192617ba187419fc','m.reaction',NULL,'{"after":"990839744bd236665f10f49b17c68f0450de0bcb"}','',0,0,'',NULL,'',NULL,'sent','$sent-8f5adcb4',0,0,1700000000003,1,'');
INSERT INTO "outbox" VALUES('ccc3868320184fa97a995067de3dfa2cedf3ba29',10,'$3','P1/plenary','P1/plenary','ccc3868320184fa97a995067de3dfa2cedf3ba29','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-ccc38683',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('3a43bd0985354d7c07894f8d44e04e0d25d6ffb3',11,'$3','P1/caucus:gov','P1/caucus:gov','3a43bd0985354d7c07894f8d44e04e0d25d6ffb3','m.room.message','{"m.mentions":{"user_ids":["@gov-chair:test"]},"msgtype":"m.text","body":"**The council chair refers Draft 1 of P1 to the caucuses: round 1.**\n\n> Please.\n\nWhen this caucus has deliberated, its chair records its position:\n\n- `!consensus yes`: agreed\n- `!draft` with your wording, then `!consensus amended`: agreed as amended\n- `!consensus no REASON`: not agreed","format":"org.matrix.custom.html","formatted_body":"<p><strong>The council chair refers Draft 1 of P1 to the caucuses: round 1.</strong></p>\n<blockquote><p>Please.</p></blockquote>\n<p>When this caucus has deliberated, its chair records its position:</p>\n<ul>\n<li><code>!consensus yes</code>: agreed</li>\n<li><code>!draft</code> with your wording, then <code>!consensus amended</code>: agreed as amended</li>\n<li><code>!consensus no REASON</code>: not agreed</li>\n</ul>","org.rapporteur":{"key":"3a43bd0985354d7c07894f8d44e04e0d25d6ffb3","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('5343e0a4223b08288a0d05f74cb7561f841691a8',12,'$3','P1/caucus:cs','P1/caucus:cs','5343e0a4223b08288a0d05f74cb7561f841691a8','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-5343e0a4',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('6ae3339b5898c58bae96d3bb7a3fea0ee0185e40',13,'$3','P1/caucus:gov','P1/caucus:gov','6ae3339b5898c58bae96d3bb7a3fea0ee0185e40','m.room.message','{"m.mentions":{},"msgtype":"m.text","body":"**P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10**\nDraft 1 (fingerprint `8fe200d7`), 2 clauses\n\n1. One.\n2. Two.","format":"org.matrix.custom.html","formatted_body":"<p><strong>P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10</strong><br>Draft 1 (fingerprint <code>8fe200d7</code>), 2 clauses</p>\n<ol start=\"1\">\n<li>One.</li>\n<li>Two.</li>\n</ol>","org.rapporteur":{"key":"6ae3339b5898c58bae96d3bb7a3fea0ee0185e40","shows":1}}','{}','P1/1',1,1,'',NULL,'',NULL,'queued','',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('35f23f7ad8eccca8843e7a8fa0d9be80a5d40d5c',14,'$3','P1/caucus:cs','P1/caucus:cs','35f23f7ad8eccca8843e7a8fa0d9be80a5d40d5c','m.room.message',NULL,'{}','P1/1',1,1,'',NULL,'',NULL,'sent','$sent-35f23f7a',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('26c445be486165ca30614e4653ceaeca15604197',15,'$3','forum','forum','26c445be486165ca30614e4653ceaeca15604197','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-26c445be',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('43ef02308a73a2aaca83a713b37b3b57fc401e47',16,'$3','P1/plenary','P1/plenary ✅','43ef02308a73a2aaca83a713b37b3b57fc401e47','m.reaction',NULL,'{"after":"ccc3868320184fa97a995067de3dfa2cedf3ba29"}','',0,0,'',NULL,'',NULL,'sent','$sent-43ef0230',0,0,1700000000004,1,'');
INSERT INTO "outbox" VALUES('8d077855bada82c77ae5c7479d0855b189780cca',17,'$6','P1/caucus:cs','P1/caucus:cs','8d077855bada82c77ae5c7479d0855b189780cca','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-8d077855',0,0,1700000000007,1,'');
INSERT INTO "outbox" VALUES('a40731712efcda66bc89d177e71941f5444c4527',18,'$6','P1/caucus:cs','P1/caucus:cs','a40731712efcda66bc89d177e71941f5444c4527','m.room.message',NULL,'{}','P1/1/cs.1',0,0,'',NULL,'',NULL,'sent','$sent-a4073171',0,0,1700000000007,1,'');
INSERT INTO "outbox" VALUES('199797374117dcc77e3817a7c4098b842ce359d6',19,'$6','P1/caucus:cs','P1/caucus:cs ✅','199797374117dcc77e3817a7c4098b842ce359d6','m.reaction',NULL,'{"after":"8d077855bada82c77ae5c7479d0855b189780cca"}','',0,0,'',NULL,'',NULL,'sent','$sent-19979737',0,0,1700000000007,1,'');
INSERT INTO "outbox" VALUES('94610206b9d5679ddeb738cb8ffa5ee5317b4c75',20,'$7','P1/caucus:cs','P1/caucus:cs','94610206b9d5679ddeb738cb8ffa5ee5317b4c75','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-94610206',0,0,1700000000008,1,'');
INSERT INTO "outbox" VALUES('3652ee3ec340c5521583b07415363bbdef3e2a1e',21,'$7','P1/caucus:cs','P1/caucus:cs ✅','3652ee3ec340c5521583b07415363bbdef3e2a1e','m.reaction',NULL,'{"after":"94610206b9d5679ddeb738cb8ffa5ee5317b4c75"}','',0,0,'',NULL,'',NULL,'sent','$sent-3652ee3e',0,0,1700000000008,1,'');
INSERT INTO "outbox" VALUES('7835b08f745de28d1f8e493fb5663e988d49f27d',22,'$8','P1/caucus:cs','P1/caucus:cs','7835b08f745de28d1f8e493fb5663e988d49f27d','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-7835b08f',0,0,1700000000009,1,'');
INSERT INTO "outbox" VALUES('0d5218e64d4c676aa220fb62f0533dbaa859d84c',23,'$8','P1/plenary','P1/plenary','0d5218e64d4c676aa220fb62f0533dbaa859d84c','m.room.message',NULL,'{}','P1/1/cs.1',0,0,'',NULL,'',NULL,'sent','$sent-0d5218e6',0,0,1700000000009,1,'');
INSERT INTO "outbox" VALUES('125a7553309eef2577c7039dac78df60e6a3a54c',24,'$8','P1/caucus:cs','P1/caucus:cs ✅','125a7553309eef2577c7039dac78df60e6a3a54c','m.reaction',NULL,'{"after":"7835b08f745de28d1f8e493fb5663e988d49f27d"}','',0,0,'',NULL,'',NULL,'sent','$sent-125a7553',0,0,1700000000009,1,'');
INSERT INTO "outbox" VALUES('e1e0021281d9abfddfc6d3173d1fef3dbe5b30b0',25,'$9','P1/caucus:gov','P1/caucus:gov','e1e0021281d9abfddfc6d3173d1fef3dbe5b30b0','m.room.message','{"m.mentions":{},"msgtype":"m.notice","body":"The chair of GOV finds no rough consensus on Draft 1 (`8fe200d7`). Plenary has been told.\n\n> A reason.\n\nTo revise the position, give the command again.","format":"org.matrix.custom.html","formatted_body":"<p>The chair of GOV finds no rough consensus on Draft 1 (<code>8fe200d7</code>). Plenary has been told.</p>\n<blockquote><p>A reason.</p></blockquote>\n<p>To revise the position, give the command again.</p>","m.relates_to":{"m.in_reply_to":{"event_id":"$9"}},"org.rapporteur":{"key":"e1e0021281d9abfddfc6d3173d1fef3dbe5b30b0","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000010,1,'');
INSERT INTO "outbox" VALUES('8ca53f7b793a77be67e478679216fdd02eddfdc3',26,'$9','P1/plenary','P1/plenary','8ca53f7b793a77be67e478679216fdd02eddfdc3','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-8ca53f7b',0,0,1700000000010,1,'');
INSERT INTO "outbox" VALUES('d52315746ba2e55cb89f3a680512f1235d05a4cf',27,'$9','P1/plenary','P1/plenary','d52315746ba2e55cb89f3a680512f1235d05a4cf','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-d5231574',0,0,1700000000010,1,'');
INSERT INTO "outbox" VALUES('25dd80eed18fe8aad841ca004f300af30f4c3f96',28,'$9','forum','forum','25dd80eed18fe8aad841ca004f300af30f4c3f96','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-25dd80ee',0,0,1700000000010,1,'');
INSERT INTO "outbox" VALUES('91bb4c77451cc8398a1c5dda0a2e54dfdfe5cbbc',29,'$9','P1/caucus:gov','P1/caucus:gov ✅','91bb4c77451cc8398a1c5dda0a2e54dfdfe5cbbc','m.reaction','{"m.relates_to":{"rel_type":"m.annotation","event_id":"$9","key":"\u2705"}}','{"after":"e1e0021281d9abfddfc6d3173d1fef3dbe5b30b0"}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000010,1,'');
INSERT INTO "outbox" VALUES('86f98a6de7bc40b9117c3307dc8c5d7211d70717',30,'$10','P1/plenary','P1/plenary','86f98a6de7bc40b9117c3307dc8c5d7211d70717','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-86f98a6d',0,0,1700000000011,1,'');
INSERT INTO "outbox" VALUES('11ea8b543f7bd7450a612e4e7da3291932be7e83',31,'$10','P1/plenary','P1/plenary','11ea8b543f7bd7450a612e4e7da3291932be7e83','m.room.message',NULL,'{}','P1/2',2,1,'',NULL,'',NULL,'sent','$sent-11ea8b54',0,0,1700000000011,1,'');
INSERT INTO "outbox" VALUES('a3acf7095b9369193549069162e10b3ad4d5bc8e',32,'$10','P1/caucus:gov','P1/caucus:gov','a3acf7095b9369193549069162e10b3ad4d5bc8e','m.room.message','{"m.mentions":{},"msgtype":"m.text","body":"**The council chair has issued Draft 2 (`7bf61e79`) of P1 in plenary.** Nothing to do yet: it comes here when it is referred. Positions on earlier drafts don''t count for it.\n\nTo read it before: `!text`, `!diff`","format":"org.matrix.custom.html","formatted_body":"<p><strong>The council chair has issued Draft 2 (<code>7bf61e79</code>) of P1 in plenary.</strong> Nothing to do yet: it comes here when it is referred. Positions on earlier drafts don''t count for it.</p>\n<p>To read it before: <code>!text</code>, <code>!diff</code></p>","org.rapporteur":{"key":"a3acf7095b9369193549069162e10b3ad4d5bc8e","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000011,1,'');
INSERT INTO "outbox" VALUES('9a1c01e0270859b95de70d87e4aee42426cead43',33,'$10','P1/caucus:cs','P1/caucus:cs','9a1c01e0270859b95de70d87e4aee42426cead43','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-9a1c01e0',0,0,1700000000011,1,'');
INSERT INTO "outbox" VALUES('d13bc563ce255b58a4081ab5ec3c88702c642563',34,'$10','P1/plenary','P1/plenary ✅','d13bc563ce255b58a4081ab5ec3c88702c642563','m.reaction',NULL,'{"after":"86f98a6de7bc40b9117c3307dc8c5d7211d70717"}','',0,0,'',NULL,'',NULL,'sent','$sent-d13bc563',0,0,1700000000011,1,'');
INSERT INTO "outbox" VALUES('4ae2681dd83372e0834bf9c091b15012ff98f72d',35,'$11','P1/plenary','P1/plenary','4ae2681dd83372e0834bf9c091b15012ff98f72d','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-4ae2681d',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('4f91a2e0e06e4b2f5af141d111a9127aaf9121af',36,'$11','P1/caucus:gov','P1/caucus:gov','4f91a2e0e06e4b2f5af141d111a9127aaf9121af','m.room.message','{"m.mentions":{"user_ids":["@gov-chair:test"]},"msgtype":"m.text","body":"**The council chair refers Draft 2 of P1 to the caucuses: round 2.** Earlier positions lapse.\n\nWhen this caucus has deliberated, its chair records its position:\n\n- `!consensus yes`: agreed\n- `!draft` with your wording, then `!consensus amended`: agreed as amended\n- `!consensus no REASON`: not agreed","format":"org.matrix.custom.html","formatted_body":"<p><strong>The council chair refers Draft 2 of P1 to the caucuses: round 2.</strong> Earlier positions lapse.</p>\n<p>When this caucus has deliberated, its chair records its position:</p>\n<ul>\n<li><code>!consensus yes</code>: agreed</li>\n<li><code>!draft</code> with your wording, then <code>!consensus amended</code>: agreed as amended</li>\n<li><code>!consensus no REASON</code>: not agreed</li>\n</ul>","org.rapporteur":{"key":"4f91a2e0e06e4b2f5af141d111a9127aaf9121af","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('e35dd68ba090dd2d7c4aa71855de78f09f94241b',37,'$11','P1/caucus:cs','P1/caucus:cs','e35dd68ba090dd2d7c4aa71855de78f09f94241b','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-e35dd68b',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('79d995185c8c30c15b67f686403f5cd1d7726639',38,'$11','P1/caucus:gov','P1/caucus:gov','79d995185c8c30c15b67f686403f5cd1d7726639','m.room.message','{"m.mentions":{},"msgtype":"m.text","body":"**P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10**\nDraft 2 (fingerprint `7bf61e79`), 2 clauses\n\nWhat changed against Draft 1:\n\n- Clause 1 unchanged\n- Former clause 2, removed: ~~Two.~~\n- Clause 2, new: **Two, together.**\n\nThe full text: 2 clauses\n\n1. One.\n2. Two, together.","format":"org.matrix.custom.html","formatted_body":"<p><strong>P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10</strong><br>Draft 2 (fingerprint <code>7bf61e79</code>), 2 clauses</p>\n<p>What changed against Draft 1:</p>\n<ul>\n<li>Clause 1 unchanged</li>\n<li>Former clause 2, removed: <del>Two.</del></li>\n<li>Clause 2, new: <strong>Two, together.</strong></li>\n</ul>\n<details><summary>The full text: 2 clauses</summary>\n<ol start=\"1\">\n<li>One.</li>\n<li>Two, together.</li>\n</ol>\n</details>","org.rapporteur":{"key":"79d995185c8c30c15b67f686403f5cd1d7726639","shows":2}}','{}','P1/2',2,1,'',NULL,'',NULL,'queued','',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('9bbca40f70546ea36d034e0f727cb81caef94fc2',39,'$11','P1/caucus:cs','P1/caucus:cs','9bbca40f70546ea36d034e0f727cb81caef94fc2','m.room.message',NULL,'{}','P1/2',2,1,'',NULL,'',NULL,'sent','$sent-9bbca40f',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('c7109e8e5edc4ddcdeb8be466870d7029f17b09b',40,'$11','forum','forum','c7109e8e5edc4ddcdeb8be466870d7029f17b09b','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-c7109e8e',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('1b85bcba83a109394f94b30b5ae72470b9494ef2',41,'$11','P1/plenary','P1/plenary ✅','1b85bcba83a109394f94b30b5ae72470b9494ef2','m.reaction',NULL,'{"after":"4ae2681dd83372e0834bf9c091b15012ff98f72d"}','',0,0,'',NULL,'',NULL,'sent','$sent-1b85bcba',0,0,1700000000012,1,'');
INSERT INTO "outbox" VALUES('3282a8729b6d5096d2e41ba8e1bf032c3018fae5',42,'$13','P1/caucus:gov','P1/caucus:gov','3282a8729b6d5096d2e41ba8e1bf032c3018fae5','m.room.message','{"m.mentions":{},"msgtype":"m.notice","body":"The chair of GOV calls rough consensus on Draft 2 (`7bf61e79`). Plenary has been told.\n\nTo revise the position, give the command again.","format":"org.matrix.custom.html","formatted_body":"<p>The chair of GOV calls rough consensus on Draft 2 (<code>7bf61e79</code>). Plenary has been told.</p>\n<p>To revise the position, give the command again.</p>","m.relates_to":{"m.in_reply_to":{"event_id":"$13"}},"org.rapporteur":{"key":"3282a8729b6d5096d2e41ba8e1bf032c3018fae5","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000014,1,'');
INSERT INTO "outbox" VALUES('9b1c5c70533e12aea8059d8db40db3d6b04843e3',43,'$13','P1/plenary','P1/plenary','9b1c5c70533e12aea8059d8db40db3d6b04843e3','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-9b1c5c70',0,0,1700000000014,1,'');
INSERT INTO "outbox" VALUES('04741ed09645d46750bf07c4fd2149f8306b0500',44,'$13','P1/caucus:gov','P1/caucus:gov ✅','04741ed09645d46750bf07c4fd2149f8306b0500','m.reaction','{"m.relates_to":{"rel_type":"m.annotation","event_id":"$13","key":"\u2705"}}','{"after":"3282a8729b6d5096d2e41ba8e1bf032c3018fae5"}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000014,1,'');
INSERT INTO "outbox" VALUES('8691fadbdd9a94f496db61c2ac906218bf855867',45,'$15','P1/caucus:cs','P1/caucus:cs','8691fadbdd9a94f496db61c2ac906218bf855867','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-8691fadb',0,0,1700000000016,1,'');
INSERT INTO "outbox" VALUES('3367fc28e26f7e3db697531c7aaf86b39a866a3f',46,'$15','P1/plenary','P1/plenary','3367fc28e26f7e3db697531c7aaf86b39a866a3f','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-3367fc28',0,0,1700000000016,1,'');
INSERT INTO "outbox" VALUES('d31605ee7f1861bca47d0c6d0d3419e23a122f81',47,'$15','P1/plenary','P1/plenary','d31605ee7f1861bca47d0c6d0d3419e23a122f81','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-d31605ee',0,0,1700000000016,1,'');
INSERT INTO "outbox" VALUES('5d0fefd1cb4b3ee233c7870cc5e6aa214f37547a',48,'$15','forum','forum','5d0fefd1cb4b3ee233c7870cc5e6aa214f37547a','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-5d0fefd1',0,0,1700000000016,1,'');
INSERT INTO "outbox" VALUES('0a6f8e2f3eb0ee932185e2b7279bd9fe3992255a',49,'$15','P1/caucus:cs','P1/caucus:cs ✅','0a6f8e2f3eb0ee932185e2b7279bd9fe3992255a','m.reaction',NULL,'{"after":"8691fadbdd9a94f496db61c2ac906218bf855867"}','',0,0,'',NULL,'',NULL,'sent','$sent-0a6f8e2f',0,0,1700000000016,1,'');
INSERT INTO "outbox" VALUES('5f16016d15205a21383af3b86bf73a7436fd5ac1',50,'$16','P1/plenary','P1/plenary','5f16016d15205a21383af3b86bf73a7436fd5ac1','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-5f16016d',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('6dcece8916761f94f735fa8cfe72ccfbe472cca2',51,'$16','P1/plenary','P1/plenary','6dcece8916761f94f735fa8cfe72ccfbe472cca2','m.room.message',NULL,'{}','P1/2',0,0,'',NULL,'',NULL,'sent','$sent-6dcece89',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('a8346494f5b257f9c8c5a74d5b9c3af5232f54be',52,'$16','P1/caucus:gov','P1/caucus:gov','a8346494f5b257f9c8c5a74d5b9c3af5232f54be','m.room.message','{"m.mentions":{},"msgtype":"m.text","body":"**P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10** is a recommendation of the Forum: Draft 2 (`7bf61e79`). It is non-binding. The text is in the forum and in plenary.\n\n> Done.","format":"org.matrix.custom.html","formatted_body":"<p><strong>P1 \u00b7 Ouvert \u2013 \u201copen\u201d \ud83c\udf10</strong> is a recommendation of the Forum: Draft 2 (<code>7bf61e79</code>). It is non-binding. The text is in the forum and in plenary.</p>\n<blockquote><p>Done.</p></blockquote>","org.rapporteur":{"key":"a8346494f5b257f9c8c5a74d5b9c3af5232f54be","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('6b8757806a846e6c73c282246988db617c0492a7',53,'$16','P1/caucus:cs','P1/caucus:cs','6b8757806a846e6c73c282246988db617c0492a7','m.room.message',NULL,'{}','',0,0,'',NULL,'',NULL,'sent','$sent-6b875780',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('b035fbd879685f0bb9b1bffff2bd1c6e38923e26',54,'$16','forum','forum','b035fbd879685f0bb9b1bffff2bd1c6e38923e26','m.room.message',NULL,'{}','P1/2',0,0,'',NULL,'',NULL,'sent','$sent-b035fbd8',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('141308b38f60004d09eb41be168fe596fd3abbb2',55,'$16','P1/plenary','P1/plenary ✅','141308b38f60004d09eb41be168fe596fd3abbb2','m.reaction','{"m.relates_to":{"rel_type":"m.annotation","event_id":"$16","key":"\u2705"}}','{"after":"5f16016d15205a21383af3b86bf73a7436fd5ac1"}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000017,1,'');
INSERT INTO "outbox" VALUES('e2239e330e883a716d9ffd474684c31e7e181840',56,'$17','forum','forum','e2239e330e883a716d9ffd474684c31e7e181840','m.room.message','{"m.mentions":{},"msgtype":"m.notice","body":"P2 is tabled: **Another** (fingerprint `f06dce27`), on behalf of Nobody (as stated by you). The forum chair has been told.\n\nUntil the council''s work on it has begun, you can take it back: `!withdraw P2 REASON`","format":"org.matrix.custom.html","formatted_body":"<p>P2 is tabled: <strong>Another</strong> (fingerprint <code>f06dce27</code>), on behalf of Nobody (as stated by you). The forum chair has been told.</p>\n<p>Until the council''s work on it has begun, you can take it back: <code>!withdraw P2 REASON</code></p>","m.relates_to":{"m.in_reply_to":{"event_id":"$17"}},"org.rapporteur":{"key":"e2239e330e883a716d9ffd474684c31e7e181840","shows":0}}','{}','',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000018,1,'');
INSERT INTO "outbox" VALUES('6cbc8ecdf1c177c30154a79106a88a668b871053',57,'$17','forum','forum','6cbc8ecdf1c177c30154a79106a88a668b871053','m.room.message','{"m.mentions":{"user_ids":["@forum-chair:test"]},"msgtype":"m.text","body":"**P2 \u00b7 Another** (fingerprint `f06dce27`) is tabled by @visitor:test on behalf of Nobody, as stated by who tabled it.\n\n1. Text.\n\nForum chair, as you assess the forum''s rough consensus:\n\n- To forward it to the council: `!consensus yes P2`\n- Not to forward it: `!consensus no P2 REASON`","format":"org.matrix.custom.html","formatted_body":"<p><strong>P2 \u00b7 Another</strong> (fingerprint <code>f06dce27</code>) is tabled by <a href=\"https://matrix.to/#/@visitor:test\">@visitor:test</a> on behalf of Nobody, as stated by who tabled it.</p>\n<ol start=\"1\">\n<li>Text.</li>\n</ol>\n<p>Forum chair, as you assess the forum''s rough consensus:</p>\n<ul>\n<li>To forward it to the council: <code>!consensus yes P2</code></li>\n<li>Not to forward it: <code>!consensus no P2 REASON</code></li>\n</ul>","org.rapporteur":{"key":"6cbc8ecdf1c177c30154a79106a88a668b871053","shows":0}}','{}','P2',0,0,'',NULL,'',NULL,'queued','',0,0,1700000000018,1,'');
INSERT INTO "outbox" VALUES('9a3236abe53d6fc0e811bd674f27c2eebdd06f61',58,'$17','forum','forum ✅','9a3236abe53d6fc0e811bd674f27c2eebdd06f61','m.reaction',NULL,'{"after":"e2239e330e883a716d9ffd474684c31e7e181840"}','',0,0,'',NULL,'',NULL,'parked','',0,0,1700000000018,1,'M_TOO_LARGE (413): too large');
CREATE TABLE proposals (
	number INTEGER NOT NULL, 
	stage TEXT NOT NULL, 
	title TEXT NOT NULL, 
	head INTEGER NOT NULL, 
	CONSTRAINT pk_proposals PRIMARY KEY (number), 
	CONSTRAINT fk_proposals_head FOREIGN KEY(head) REFERENCES entries (number)
);
INSERT INTO "proposals" VALUES(1,'recommended','Ouvert – “open” 🌐',16);
INSERT INTO "proposals" VALUES(2,'tabled','Another',17);
CREATE TABLE rooms (
	place TEXT NOT NULL, 
	proposal INTEGER NOT NULL, 
	door TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	alias TEXT NOT NULL, 
	room_id TEXT, 
	version TEXT NOT NULL, 
	state TEXT NOT NULL, 
	shown INTEGER NOT NULL, 
	wanted INTEGER NOT NULL, 
	reconciled INTEGER NOT NULL, 
	ended_at BIGINT NOT NULL, 
	noted BOOLEAN NOT NULL, 
	CONSTRAINT pk_rooms PRIMARY KEY (place), 
	CONSTRAINT uq_rooms_room_id UNIQUE (room_id)
);
INSERT INTO "rooms" VALUES('space',0,'forum','space',1,'ced90653b21a9322abf0a5a93993a186f105a396','!room-1','12','ready',0,4,0,0,0);
INSERT INTO "rooms" VALUES('forum',0,'forum','forum',1,'57d98890fbd17171e2c17433a26d028e4a35bf87','!room-0','12','ready',0,3,0,0,0);
INSERT INTO "rooms" VALUES('P1/space',1,'council','space',1,'fa00161360f2d658ba997db7d2bb985fb6963ef1','!room-5','12','ready',0,9,0,1700000000017,0);
INSERT INTO "rooms" VALUES('P1/plenary',1,'council','plenary',1,'890a4c982552d88f23daaa9515d35253b4920e63','!room-4','12','ready',0,9,0,1700000000017,0);
INSERT INTO "rooms" VALUES('P1/caucus:gov',1,'caucus:gov','caucus',1,'e8e7ef6be3576482723a10812ceda652b3282bb0',NULL,'','intended',2,9,0,1700000000017,0);
INSERT INTO "rooms" VALUES('P1/caucus:cs',1,'caucus:cs','caucus',1,'d35c300a3606a32c8f4112626019e7dac42175e2','!room-2','12','ready',2,9,0,1700000000017,0);
CREATE INDEX ix_entries_proposal_number ON entries (proposal, number);
CREATE INDEX ix_outbox_event_id ON outbox (event_id);
CREATE INDEX ix_outbox_state_seq ON outbox (state, seq);
CREATE INDEX ix_rooms_proposal ON rooms (proposal);
CREATE TRIGGER entries_no_update BEFORE update ON entries
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE delete ON entries
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
COMMIT;
