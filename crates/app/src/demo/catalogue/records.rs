//! The world's knowledge in the demo: CVE records, one KEV catalogue, EPSS scores; every id is invented (CVE-1900-8xxx, 9xxx).

use serde_json::{Value, json};

/// Id, title, Japanese description, subject, fixed version, CVSS vector, EPSS in thousandths.
type Told = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, u32);

const CRITICAL: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
const HIGH_LOCAL: &str = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";
const MEDIUM: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N";
const LOW: &str = "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

const TOLD: [Told; 22] = [
    (
        "CVE-1900-9001",
        "libhttpd: missing check of the request length allows remote code execution",
        "HTTP要求の長さの検査漏れにより、遠隔から任意のコードを実行されるおそれがあります。",
        "cpe:libhttpd_project:libhttpd",
        "2.1.4",
        CRITICAL,
        910,
    ),
    (
        "CVE-1900-8417",
        "libhttpd: log entries can be forged with line breaks",
        "改行によりログの記録を偽られるおそれがあります。",
        "cpe:libhttpd_project:libhttpd",
        "2.1.3",
        MEDIUM,
        12,
    ),
    (
        "CVE-1900-8113",
        "libtls: certificates with an empty name are accepted",
        "名前が空の証明書を受け入れます。",
        "cpe:libtls_project:libtls",
        "3.1.0",
        HIGH,
        20,
    ),
    (
        "CVE-1900-8114",
        "libtls: memory is not cleared after use",
        "使用後のメモリが消去されません。",
        "cpe:libtls_project:libtls",
        "3.0.9",
        LOW,
        9,
    ),
    (
        "CVE-1900-8112",
        "libjson: deep nesting exhausts the stack",
        "深い入れ子によりスタックを使い切ります。",
        "cpe:libjson_project:libjson",
        "1.8.0",
        HIGH,
        610,
    ),
    (
        "CVE-1900-8201",
        "libxmlite: external entities are followed",
        "外部エンティティを読み込みます。",
        "cpe:libxmlite_project:libxmlite",
        "2.11.0",
        HIGH,
        33,
    ),
    (
        "CVE-1900-8202",
        "libxmlite: out-of-bounds read in attribute values",
        "属性値の処理で範囲外を読み出します。",
        "cpe:libxmlite_project:libxmlite",
        "2.12.0",
        MEDIUM,
        8,
    ),
    (
        "CVE-1900-8230",
        "tinydns: answers can be forged by guessing the port",
        "ポートの推測により応答を偽られるおそれがあります。",
        "cpe:tinydns_project:tinydns",
        "0.8.0",
        MEDIUM,
        21,
    ),
    (
        "CVE-1900-8251",
        "busyshell: crafted archives write outside the target",
        "細工した書庫により展開先の外へ書き込まれます。",
        "cpe:busyshell:busyshell",
        "1.35.0",
        HIGH_LOCAL,
        40,
    ),
    (
        "CVE-1900-8260",
        "u-start: signature check can be skipped by a reset",
        "再起動により署名の検証を避けられます。",
        "cpe:ustart:u-start",
        "2024.01",
        HIGH_LOCAL,
        14,
    ),
    (
        "CVE-1900-8270",
        "mqlight: retained messages survive a change of rights",
        "権限の変更後も保持メッセージを読めます。",
        "cpe:mqlight:mqlight",
        "4.3.2",
        MEDIUM,
        17,
    ),
    (
        "CVE-1900-8281",
        "libjpegfast: heap overflow in progressive images",
        "段階表示の画像でヒープがあふれます。",
        "cpe:libjpegfast_project:libjpegfast",
        "2.1.4",
        HIGH,
        55,
    ),
    (
        "CVE-1900-8290",
        "onvif-kit: authentication digest can be replayed",
        "認証のダイジェストを再利用されるおそれがあります。",
        "cpe:onvifkit:onvif-kit",
        "1.13.0",
        HIGH,
        130,
    ),
    (
        "CVE-1900-8301",
        "rtos-core: tasks read the memory of others",
        "タスクがほかのタスクのメモリを読めます。",
        "cpe:rtoscore:rtos-core",
        "10.6.0",
        HIGH_LOCAL,
        11,
    ),
    (
        "CVE-1900-8402",
        "kd-panel: prototype pollution through settings",
        "設定を通じてプロトタイプを汚染されます。",
        "npm:kd-panel",
        "4.17.21",
        HIGH,
        62,
    ),
    (
        "CVE-1900-8403",
        "kd-charts: slow pattern in labels",
        "ラベルの正規表現により処理が遅くなります。",
        "npm:kd-charts",
        "2.9.4",
        MEDIUM,
        15,
    ),
    (
        "CVE-1900-8404",
        "panel-router: open redirect in the return address",
        "戻り先の指定により外部へ誘導されます。",
        "npm:panel-router",
        "6.21.0",
        MEDIUM,
        19,
    ),
    (
        "CVE-1900-8410",
        "kdclient: credentials follow a redirect to another host",
        "別のホストへの転送に認証情報が付きます。",
        "pypi:kdclient",
        "2.31.0",
        MEDIUM,
        24,
    ),
    (
        "CVE-1900-8411",
        "yamlfast: full loader runs constructors",
        "読み込み時に任意の構築子を実行します。",
        "pypi:yamlfast",
        "5.4.1",
        CRITICAL,
        88,
    ),
    (
        "CVE-1900-8412",
        "picturebox: decompression bomb is not limited",
        "伸張後の大きさが制限されません。",
        "pypi:picturebox",
        "10.0.1",
        HIGH,
        31,
    ),
    (
        "CVE-1900-8420",
        "hexcodec: integer overflow on 32-bit targets",
        "32ビット環境で整数があふれます。",
        "cargo:hexcodec",
        "0.4.3",
        LOW,
        7,
    ),
    (
        "CVE-1900-8430",
        "netmux: unbounded headers exhaust memory",
        "ヘッダの数が制限されずメモリを使い切ります。",
        "golang:example.test/netmux",
        "1.8.0",
        HIGH,
        45,
    ),
];

/// Names and texts of the files to take in; the feed is the name before the first dot.
pub(super) fn files() -> Vec<(&'static str, String)> {
    let cve: String = TOLD.iter().map(|told| record(told).to_string() + "\n").collect();
    let kev = json!({
        "title": "Demo catalogue", "catalogVersion": "2026.11.20", "dateReleased": "2026-11-20T00:00:00Z", "count": 1,
        "vulnerabilities": [{
            "cveID": "CVE-1900-9001", "vendorProject": "libhttpd project", "product": "libhttpd",
            "vulnerabilityName": "libhttpd remote code execution", "dateAdded": "2026-11-20", "shortDescription": "Invented for the demo.",
            "requiredAction": "Update.", "dueDate": "2026-12-11", "knownRansomwareCampaignUse": "Unknown", "notes": ""
        }]
    });
    let rows: String = TOLD.iter().map(|told| format!("{},0.{:03},0.{:03}\n", told.0, told.6, 500 + told.6 / 2)).collect();
    let epss = format!("#model_version:v2026.03.14,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\n{rows}");
    vec![("cve.jsonl", cve), ("kev.json", kev.to_string()), ("epss.csv", epss)]
}

fn record(told: &Told) -> Value {
    let (id, title, ja, subject, fixed, vector, _) = *told;
    let versions = |kind: &str| json!([{ "version": "0", "lessThan": fixed, "status": "affected", "versionType": kind }]);
    let mut words = subject.split(':');
    let affected = match (words.next(), words.next(), words.next()) {
        (Some("cpe"), Some(vendor), Some(product)) => {
            json!({ "vendor": vendor, "product": product, "defaultStatus": "unaffected", "versions": versions("custom"),
                "cpes": [format!("cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*")] })
        }
        (Some(kind), Some(name), _) => {
            let home = match kind {
                "npm" => "https://registry.npmjs.org",
                "pypi" => "https://pypi.org/project",
                "cargo" => "https://crates.io/crates",
                _ => "https://pkg.go.dev",
            };
            json!({ "vendor": "kakuu example", "product": name, "packageName": name, "collectionURL": home,
                "packageURL": format!("pkg:{kind}/{name}"), "defaultStatus": "unaffected", "versions": versions("semver") })
        }
        _ => Value::Null,
    };
    let version = &vector[5..8];
    let metric = if version == "4.0" { "cvssV4_0" } else { "cvssV3_1" };
    json!({
        "dataType": "CVE_RECORD", "dataVersion": "5.1",
        "cveMetadata": { "cveId": id, "assignerOrgId": "00000000-0000-4000-8000-000000000000", "state": "PUBLISHED",
            "datePublished": "2026-10-01T00:00:00Z", "dateUpdated": "2026-11-19T00:00:00Z" },
        "containers": { "cna": {
            "providerMetadata": { "orgId": "00000000-0000-4000-8000-000000000000", "shortName": "demo" },
            "title": title,
            "descriptions": [{ "lang": "en", "value": format!("{title}. Versions before {fixed} are affected.") }, { "lang": "ja", "value": ja }],
            "affected": [affected],
            "metrics": [{ metric: { "version": version, "vectorString": vector } }],
            "references": [{ "url": format!("https://kakuu.example/{id}") }],
        } }
    })
}
