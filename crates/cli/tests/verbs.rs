//! The verbs on a data directory of their own: the main job from records and an SBOM to a finding, a backup, bad input.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
 {"type":"library","bom-ref":"a","name":"left-panel","version":"1.2.0","purl":"pkg:npm/left-panel@1.2.0"}]}"#;
const RECORD: &str = r#"{"schema_version":"1.6.0","id":"CVE-1900-8900","modified":"2026-11-01T00:00:00Z","summary":"left-panel pads too far",
 "affected":[{"package":{"ecosystem":"npm","name":"left-panel"},"ranges":[{"type":"SEMVER","events":[{"introduced":"1.0.0"},{"fixed":"1.2.1"}]}]}]}"#;

/// A directory that goes with the value.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("hinomi-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("data")).unwrap();
        Self(dir)
    }

    fn run(&self, words: &[&str]) -> Output {
        self.run_in("data", words)
    }

    fn run_in(&self, data: &str, words: &[&str]) -> Output {
        self.command(data, words).output().unwrap()
    }

    /// The program with a data directory, not yet started.
    fn command(&self, data: &str, words: &[&str]) -> Command {
        let mut command = self.bare(words);
        command.arg("--data").arg(self.0.join(data));
        command
    }

    /// The program in the place, without a data directory and without anything of this machine's environment.
    fn bare(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hinomi"));
        command.args(words).env_clear().env("LC_ALL", "en_US.UTF-8").current_dir(&self.0);
        command
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn fine(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "{said}");
}

#[test]
fn records_and_an_sbom_become_a_finding_from_both_sides() {
    let place = Place::new("finding");
    let (records, sbom) = (place.file("osv.json", RECORD), place.file("bom.json", SBOM));
    assert!(fine(&place.run(&["feed", "import", &records])).contains("1 read, 1 new"));
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["release", "add", "kd-cam200", "1.4.0"]));
    fine(&place.run(&["sbom", "push", &sbom, "--product", "kd-cam200", "--release", "1.4.0"]));
    let affected = fine(&place.run(&["vuln", "affected", "CVE-1900-8900"]));
    assert!(affected.contains("kd-cam200@1.4.0") && affected.contains("left-panel 1.2.0"), "{affected}");
    let answer: serde_json::Value = serde_json::from_str(&fine(&place.run(&["vuln", "affected", "CVE-1900-8900", "--json"]))).unwrap();
    assert_eq!(answer["hits"].as_array().map(Vec::len), answer["findings"].as_array().map(Vec::len));
}

#[test]
fn a_release_is_told_why_and_why_not() {
    let place = Place::new("explain");
    let (records, sbom) = (place.file("osv.json", RECORD), place.file("bom.json", SBOM));
    fine(&place.run(&["feed", "import", &records]));
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["release", "add", "kd-cam200", "1.4.0"]));
    fine(&place.run(&["sbom", "push", &sbom, "--product", "kd-cam200", "--release", "1.4.0"]));
    let why = fine(&place.run(&["vuln", "explain", "CVE-1900-8900", "--release", "kd-cam200@1.4.0"]));
    assert!(why.contains("affected") && why.contains("< 1.2.1"), "{why}");
    let fixed = place.file("fixed.json", &SBOM.replace("1.2.0", "1.2.1"));
    fine(&place.run(&["sbom", "push", &fixed, "--product", "kd-cam200", "--release", "1.4.0"]));
    let why_not = fine(&place.run(&["vuln", "explain", "CVE-1900-8900", "--release", "kd-cam200@1.4.0"]));
    assert!(why_not.contains("not affected") && why_not.contains("The nearest is"), "{why_not}");
    let other = place.file("other.json", &SBOM.replace("left-panel", "right-panel"));
    fine(&place.run(&["sbom", "push", &other, "--product", "kd-cam200", "--release", "1.4.0"]));
    let none = place.run(&["vuln", "explain", "CVE-1900-8900", "--release", "kd-cam200@1.4.0"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("purl:npm/left-panel"));
    refused(&place.run(&["vuln", "explain", "CVE-1900-8900", "--release", "kd-cam200@9"]), 3, "not_found");
}

#[test]
fn files_are_scanned_without_a_server() {
    let place = Place::new("scan");
    let sbom = place.file("bom.json", SBOM);
    refused(&place.run(&["scan", &sbom]), 1, "no records yet");
    let records = place.file("osv.json", RECORD);
    fine(&place.run(&["feed", "import", &records]));
    let table = fine(&place.run(&["scan", &sbom]));
    assert!(table.contains("CVE-1900-8900") && table.contains("left-panel 1.2.0") && table.contains("< 1.2.1"), "{table}");
    std::fs::create_dir_all(place.0.join("build")).unwrap();
    place.file(
        "build/package-lock.json",
        r#"{"packages": {"node_modules/left-panel": {"version": "1.2.0"}, "node_modules/x": {"version": "1.0.0"}}}"#,
    );
    place.file("build/requirements.txt", "left-panel==1.2.0\nunpinned\n");
    place.file("build/other.json", "{}");
    let answer: serde_json::Value = serde_json::from_str(&fine(&place.run(&["scan", "build", "--json"]))).unwrap();
    let files = answer["files"].as_array().unwrap();
    let found = |at: usize| files[at]["findings"].as_array().unwrap().len();
    assert_eq!((files.len(), found(0), found(1)), (2, 1, 0), "a package of npm is none of PyPI");
    assert_eq!(files[0]["findings"][0]["verdict"]["class"], "B");
    assert_eq!(
        (&files[1]["unmatchable"][0]["reason"], &files[1]["problems"][0]["code"]),
        (&"no_version".into(), &"lock.not_pinned".into())
    );
    assert_eq!(answer["library"]["records"], 1);
    let failed = place.run(&["scan", &sbom, "--fail-on", "critical"]);
    assert_eq!(failed.status.code(), Some(2), "what nobody scored may be anything");
    assert_eq!(place.run(&["scan", &sbom, "--fail-on", "kev"]).status.code(), Some(0));
    let sarif: serde_json::Value = serde_json::from_str(&fine(&place.run(&["scan", &sbom, "--sarif"]))).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "CVE-1900-8900");
    let vex: serde_json::Value = serde_json::from_str(&fine(&place.run(&["scan", &sbom, "--vex", "openvex"]))).unwrap();
    assert_eq!(vex["statements"][0]["status"], "under_investigation");
    refused(&place.run(&["scan", &place.file("cut.cdx.json", "{")]), 4, "sbom.truncated");
    std::fs::create_dir_all(place.0.join("empty")).unwrap();
    assert_eq!(place.run(&["scan", "empty"]).status.code(), Some(3));
}

#[test]
fn a_backup_brings_everything_back_elsewhere() {
    let place = Place::new("backup");
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    let file = place.0.join("b.tar.zst").to_string_lossy().into_owned();
    fine(&place.run(&["backup", "create", &file]));
    fine(&place.run(&["backup", "verify", &file]));
    let to = place.0.join("elsewhere").to_string_lossy().into_owned();
    fine(&place.run(&["backup", "restore", &file, "--to", &to]));
    assert_eq!(fine(&place.run(&["product", "list", "--json"])), fine(&place.run_in("elsewhere", &["product", "list", "--json"])));
    let head = |data| {
        serde_json::from_str::<serde_json::Value>(&fine(&place.run_in(data, &["audit", "verify", "--json"]))).unwrap()["head"].clone()
    };
    assert_eq!(head("data"), head("elsewhere"));
    refused(&place.run(&["backup", "restore", &file, "--to", &to]), 1, "elsewhere");
    assert!(Path::new(&to).join("hinomi.db").exists());
}

#[test]
fn a_feed_is_run_and_bundled_for_another_network() {
    let place = Place::new("feed");
    std::fs::create_dir_all(place.0.join("records")).unwrap();
    place.file("records/a.json", RECORD);
    let config = place.file("hinomi.toml", "[feeds]\ncustom = [{ name = \"own\", from = \"records\" }]\n");
    let run = |data: &str, words: &[&str]| place.run_in(data, &[words, &["--config", &config]].concat());
    let ran = fine(&run("data", &["feed", "run", "own"]));
    assert!(ran.contains("own was run: 0 requests, 0 MB") && ran.contains("1 read, 1 new"), "{ran}");
    refused(&run("data", &["feed", "run", "nobody"]), 3, "auth.not_found");
    let rows: serde_json::Value = serde_json::from_str(&fine(&run("data", &["feed", "list", "--json"]))).unwrap();
    let row = |name: &str| rows.as_array().unwrap().iter().find(|row| row["feed"] == name).unwrap().clone();
    assert_eq!((&row("own")["records"], &row("own")["health"]), (&1.into(), &"off".into()));
    assert_eq!((&row("kev")["can_run"], &row("kev")["records"]), (&true.into(), &0.into()));
    let bundle = place.0.join("feeds.tar.zst").to_string_lossy().into_owned();
    refused(&run("data", &["feed", "bundle", &bundle]), 0, "1 feed written to");
    refused(&run("data", &["feed", "bundle", &bundle]), 1, "feeds.tar.zst");
    std::fs::create_dir_all(place.0.join("closed")).unwrap();
    assert!(fine(&run("closed", &["feed", "import", &bundle])).contains("own: 1 read, 1 new"));
    let bytes = std::fs::read(&bundle).unwrap();
    let cut = place.0.join("cut.tar.zst");
    std::fs::write(&cut, &bytes[..bytes.len() - 20]).unwrap();
    refused(&run("closed", &["feed", "import", &cut.to_string_lossy()]), 4, "");
}

#[test]
fn bad_input_has_its_code_and_the_exit_status_says_which_sort() {
    let place = Place::new("bad");
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["release", "add", "kd-cam200", "1.4.0"]));
    let cut = place.file("cut.json", &SBOM[..90]);
    refused(&place.run(&["sbom", "push", &cut, "--product", "kd-cam200", "--release", "1.4.0"]), 4, "sbom.truncated");
    refused(&place.run(&["sbom", "push", &cut, "--product", "kd-cam200", "--release", "9.9"]), 3, "auth.not_found");
    // A release that the SBOM would have made does not stay behind when the SBOM is refused.
    refused(&place.run(&["sbom", "push", &cut, "--product", "kd-cam200", "--release", "9.9", "--create"]), 4, "sbom.truncated");
    refused(&place.run(&["release", "list", "kd-cam200"]), 0, "");
    refused(&place.run(&["product", "add", "kd-cam200", "--division", "video"]), 1, "name.taken");
    refused(&place.run(&["feed", "import", "no-such-file"]), 4, "no-such-file");
    refused(&place.run_in("nowhere", &["product", "list"]), 4, "no data directory");
    refused(&place.run(&["no-such-verb"]), 4, "no-such-verb");
    refused(&place.run(&["cvss", "CVSS:3.1/AV:N"]), 4, "cvss.missing_metric");
    refused(&place.run(&["version", "compare", "nope", "1", "2"]), 4, "version.unknown_scheme");
    refused(&place.run(&["version", "compare", "npm", "1.0.0", "latest"]), 4, "version.unreadable");
    refused(&place.run(&["version", "in", "1 to 2", "1"]), 4, "range.unreadable");
    refused(&place.run(&["purl", "pkg:npm"]), 4, "purl.unreadable");
    refused(&place.run(&["ssvc", "E=A"]), 4, "ssvc.bad_point");
}

#[test]
fn the_workbench_needs_no_installation() {
    let place = Place::new("bench");
    let run = |words: &[&str]| place.run_in("nowhere", words);
    assert_eq!(fine(&run(&["version", "compare", "deb", "1.0~rc1", "1.0"])).trim(), "1.0~rc1 < 1.0");
    assert!(fine(&run(&["version", "in", "vers:npm/>=1.0.0|<2.0.0", "1.5.0"])).starts_with("in\n"));
    refused(&run(&["version", "in", "^1.2", "2.0.0", "--scheme", "npm"]), 2, "");
    refused(&run(&["version", "in", "vers:npm/>=1.0.0", "latest"]), 2, "");
    let json = |words: &[&str]| serde_json::from_str::<serde_json::Value>(&fine(&run(words))).unwrap();
    assert_eq!(json(&["purl", "pkg:PyPI/Foo_Bar@1.0", "--json"])["purl"], "pkg:pypi/foo-bar@1.0");
    let scored = json(&["cvss", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "--json"]);
    assert_eq!((&scored["score"], &scored["nomenclature"]), (&"9.3".into(), &"CVSS-B".into()));
    assert_eq!(scored["metrics"].as_array().unwrap().len(), 11);
    assert_eq!(json(&["ssvc", "E=A", "U=E", "TI=T", "PSI=S", "--json"])["en"], "Immediate");
    assert!(fine(&run(&["ssvc"])).contains("PSI=S"));
    assert!(fine(&run(&["version"])).starts_with("hinomi "));
}

#[test]
fn checks_that_the_caller_asked_for_end_with_two() {
    let place = Place::new("gate");
    let scored = RECORD.replace(
        "\"summary\"",
        "\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}],\"summary\"",
    );
    let (records, sbom) = (place.file("osv.json", &scored), place.file("bom.json", SBOM));
    fine(&place.run(&["feed", "import", &records]));
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    let words = ["sbom", "push", &sbom, "--product", "kd-cam200", "--release", "1.4.0", "--create"];
    fine(&place.run(&words));
    let gated: Vec<&str> = words.into_iter().chain(["--fail-on", "critical"]).collect();
    refused(&place.run(&gated), 2, "1 finding meets");
}

#[test]
fn the_first_run_prints_exactly_one_setup_link() {
    let place = Place::new("first");
    let mut serve =
        place.command("fresh", &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    // The link is the last line that the start prints.
    for line in BufReader::new(serve.stdout.take().unwrap()).lines() {
        said.push_str(&line.unwrap());
        if said.contains("/setup/") {
            break;
        }
    }
    serve.kill().unwrap();
    serve.wait().unwrap();
    assert_eq!(said.matches("/setup/").count(), 1, "{said}");
    let (one, two) = (fine(&place.run_in("fresh", &["setup-link"])), fine(&place.run_in("fresh", &["setup-link"])));
    assert!(one.lines().count() == 1 && one.contains("/setup/") && one != two, "{one}{two}");
    assert_eq!(fine(&place.run_in("fresh", &["user", "list", "--json"])).trim(), "[]", "no account exists before the link is used");
}

#[test]
fn accounts_and_tokens_are_made_on_the_machine_and_each_secret_is_told_once() {
    let place = Place::new("people");
    let password = fine(&place.run(&["user", "add", "lead", "--role", "lead"]));
    assert!(password.trim().len() >= 12, "{password}");
    refused(&place.run(&["setup-link"]), 1, "account");
    refused(&place.run(&["token", "make", "ci", "--scope", "sboms:write"]), 4, "--for");
    let secret = fine(&place.run(&["token", "make", "ci", "--scope", "sboms:write", "--for", "lead"]));
    assert!(secret.starts_with("hnm_"), "{secret}");
    let tokens = fine(&place.run(&["token", "list", "--json"]));
    assert!(tokens.contains("\"ci\"") && !tokens.contains(secret.trim()), "{tokens}");
    fine(&place.run(&["role", "give", "lead", "admin"]));
    refused(&place.run(&["role", "take", "lead", "admin"]), 1, "state.conflict");
    fine(&place.run(&["role", "take", "lead", "lead"]));
    assert!(!fine(&place.run(&["user", "list", "--json"])).contains("\"lead\"\n"), "the role is gone");
    refused(&place.run(&["role", "give", "nobody", "lead"]), 3, "auth.not_found");
}

#[test]
fn the_same_verbs_work_over_http_with_a_token() {
    let place = Place::new("remote");
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["user", "add", "lead", "--role", "lead"]));
    let secret = fine(&place.run(&["token", "make", "ci", "--scope", "sboms:write", "--for", "lead"]));
    let mut serve =
        place.command("data", &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(serve.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let url = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    let there =
        |token: &str, words: &[&str]| place.command("nowhere", words).env("HINOMI_URL", &url).env("HINOMI_TOKEN", token).output().unwrap();
    let me = fine(&there(secret.trim(), &["whoami", "--json"]));
    let stranger = there("hnm_wrong", &["whoami"]);
    serve.kill().unwrap();
    serve.wait().unwrap();
    assert!(me.contains("\"lead\"") && me.contains("sboms:write"), "{me}");
    refused(&stranger, 3, "auth.required");
    refused(&there(secret.trim(), &["whoami"]), 6, "HINOMI_URL");
}

#[test]
fn an_installation_begins_with_files_and_is_examined() {
    let place = Place::new("init");
    let bare = |words: &[&str]| place.bare(words).output().unwrap();
    fine(&bare(&["init"]));
    assert!(place.0.join("hinomi.toml").exists());
    refused(&bare(&["init"]), 1, "not overwritten");
    fine(&bare(&["config", "check"]));
    assert!(fine(&bare(&["config", "show"])).contains("ack_business_days = 2"));
    let doctor = bare(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(2), "{said}");
    assert!(said.contains("mail.smtp_url_file` is set") && said.contains("送信待ち"), "both languages: {said}");
    std::fs::write(place.0.join("hinomi.toml"), "[server]\nlistn = \"x\"\n").unwrap();
    refused(&bare(&["config", "check"]), 4, "listn");
}

#[test]
fn a_broken_log_is_named_at_its_entry() {
    let place = Place::new("audit");
    for slug in ["kd-cam200", "kd-gw10", "kd-plc5"] {
        fine(&place.run(&["product", "add", slug, "--division", "video"]));
    }
    fine(&place.run(&["audit", "verify"]));
    // A restored ledger lies in one file, without a journal that would repair it.
    let (file, to) = (place.0.join("b.tar.zst"), place.0.join("restored"));
    fine(&place.run(&["backup", "create", &file.to_string_lossy()]));
    fine(&place.run(&["backup", "restore", &file.to_string_lossy(), "--to", &to.to_string_lossy()]));
    let mut bytes = std::fs::read(to.join("hinomi.db")).unwrap();
    let mark = b"\"division\":\"video\"";
    let at = bytes.windows(mark.len()).position(|window| window == mark).expect("the entry is in the file") + mark.len() - 2;
    bytes[at] ^= 1;
    std::fs::write(to.join("hinomi.db"), bytes).unwrap();
    refused(&place.run_in("restored", &["audit", "verify"]), 1, "broken at entry");
}

#[test]
fn the_program_speaks_the_language_of_the_environment() {
    let place = Place::new("words");
    let ja = |words: &[&str]| place.command("nowhere", words).env("LC_ALL", "ja_JP.UTF-8").output().unwrap();
    refused(&ja(&["product", "list"]), 4, "データフォルダがありません");
    refused(&ja(&["cvss", "CVSS:9/"]), 4, "cvss.bad_prefix: CVSSベクタは");
    let help = fine(&ja(&["sbom", "push", "--help"]));
    assert!(help.contains("リリースのSBOMを送ります") && help.contains("未判定の検出"), "{help}");
    assert!(fine(&ja(&["cvss", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"])).starts_with("9.8 緊急"));
}

#[test]
fn the_help_is_the_committed_one() {
    let place = Place::new("help");
    let mut all = String::new();
    help_of(&place, &mut Vec::new(), &mut all);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/help.txt");
    if std::env::var_os("HINOMI_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &all).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(all == committed, "the help changed; HINOMI_BLESS=1 takes it over:\n{all}");
}

/// Writes the help of a verb and of everything below it.
fn help_of(place: &Place, path: &mut Vec<String>, all: &mut String) {
    let words: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    let help = fine(&place.bare(&words).output().unwrap());
    all.push_str(&format!("$ hinomi {}\n{help}\n", words.join(" ")));
    let verbs = help.split("Commands:\n").nth(1).unwrap_or("").lines().take_while(|line| line.starts_with("  "));
    // Wrapped lines of an explanation are indented further than the verbs.
    for verb in verbs.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()) {
        path.push(verb.to_owned());
        help_of(place, path, all);
        path.pop();
    }
}

#[test]
fn a_finding_becomes_a_case_with_a_judgement_a_score_and_running_deadlines() {
    let place = Place::new("case");
    let (records, sbom) = (place.file("osv.json", RECORD), place.file("bom.json", SBOM));
    fine(&place.run(&["feed", "import", &records]));
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["sbom", "push", &sbom, "--product", "kd-cam200", "--release", "1.4.0", "--create"]));
    let opened: serde_json::Value = serde_json::from_str(&fine(&place.run(&["case", "new", "--vuln", "CVE-1900-8900", "--json"]))).unwrap();
    let number = opened["number"].as_str().unwrap();
    assert!(fine(&place.run(&["case", "list"])).contains(number));
    let before = fine(&place.run(&["case", "stage", number]));
    assert!(before.contains("kd-cam200@1.4.0"), "{before}");

    let set = ["vex", "set", "CVE-1900-8900", "--all-releases", "--product", "kd-cam200", "--case", number, "--status"];
    let judged = |more: &[&str]| place.run(&set.iter().chain(more).copied().collect::<Vec<_>>());
    refused(&judged(&["not_affected"]), 4, "vex.justification_required");
    fine(&judged(&["affected", "--action", "Update to 1.4.1"]));
    assert!(fine(&place.run(&["vex", "list", "--vuln", "CVE-1900-8900"])).contains("Affected"));

    refused(&place.run(&["case", "score", number, "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"]), 4, "cvss.bad_metric");
    let scored = place.run(&["case", "score", number, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "--vuln", "CVE-1900-8900"]);
    fine(&scored);
    assert!(String::from_utf8_lossy(&scored.stderr).contains("9.8"));

    fine(&place.run(&["case", "cra", number, "in_scope"]));
    let aware = ["awareness", "record", number, "--signal", "2026-11-20T21:40:00+09:00", "--started", "2026-11-20T21:50:00+09:00"];
    let aware = [&aware[..], &["--evidence", "log", "--reasoning", "a shell was opened", "--aware"]].concat();
    let record = |at: &str| place.run(&aware.iter().copied().chain([at]).collect::<Vec<_>>());
    refused(&record("2026-11-20T22:15:00"), 4, "instant.zone_required");
    fine(&record("2026-11-20T22:15:00+09:00"));
    let legal = ["deadline", "list", "--legal"];
    assert!(fine(&place.run(&legal)).contains("Early warning"));
    assert!(fine(&place.run(&[&legal[..], &["--json"]].concat())).contains("2026-11-21T13:15:00"));

    let filed = ["filing", "record", number, "early_warning", "--at", "2026-11-21T18:00:00+09:00"];
    refused(&place.run(&filed), 4, "filing.reference_required");
    refused(&place.run(&["case", "close", number]), 1, "case.conditions_unmet");
    refused(&place.run(&["case", "show", "PSIRT-1900-9999"]), 3, "not_found");
}

#[test]
fn documents_are_checked_and_converted_without_an_installation() {
    let place = Place::new("documents");
    let sbom = place.file("parts.csv", "name,version,purl\nleft-panel,1.2.0,pkg:npm/left-panel@1.2.0\nown,1,\n");
    let csaf = place.file("csaf.json", "{\"document\": {\"category\": \"csaf_base\", \"csaf_version\": \"2.0\"}}");

    let wrong = place.bare(&["csaf", "validate", &csaf, "--depth", "basic"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2), "a check that found something");
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("csaf.schema"));
    let sarif = place.bare(&["csaf", "validate", &csaf, "--sarif"]).output().unwrap();
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"].is_number());
    let folder = place.bare(&["--json", "csaf", "validate", &place.0.to_string_lossy()]).output().unwrap();
    let all: serde_json::Value = serde_json::from_slice(&folder.stdout).unwrap();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["valid"]), (1, &false.into()));
    assert_eq!(place.bare(&["csaf", "validate", "nowhere.json"]).output().unwrap().status.code(), Some(4));
    assert_eq!(place.bare(&["csaf", "validate", "data"]).output().unwrap().status.code(), Some(3), "a folder without documents");

    let quality: serde_json::Value =
        serde_json::from_str(&fine(&place.bare(&["--json", "sbom", "quality", &sbom]).output().unwrap())).unwrap();
    assert_eq!((&quality["matchable"], &quality["work"][0]["lack"]), (&1.into(), &"no_identity".into()));
    assert_eq!(place.bare(&["sbom", "quality", &sbom, "--fail-under", "60"]).output().unwrap().status.code(), Some(2));
    let made = place.0.join("bom.json");
    fine(&place.bare(&["sbom", "convert", &sbom, "--to", "cyclonedx", "-o", &made.to_string_lossy()]).output().unwrap());
    fine(&place.bare(&["sbom", "validate", &made.to_string_lossy()]).output().unwrap());
    let back = fine(&place.bare(&["sbom", "convert", &made.to_string_lossy(), "--to", "csv"]).output().unwrap());
    assert!(back.contains("left-panel,1.2.0,pkg:npm/left-panel@1.2.0"));

    let vex = place.file(
        "vex.json",
        r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:x:1", "author": "lead", "timestamp": "2026-11-01T00:00:00Z", "version": 1,
            "statements": [{"vulnerability": {"name": "CVE-1900-1000"}, "products": [{"@id": "pkg:npm/a@1"}], "status": "fixed"}]}"#,
    );
    let converted = fine(&place.bare(&["vex", "convert", &vex, "--to", "csaf", "--namespace", "https://kakuu.example"]).output().unwrap());
    let path = place.file("made.json", &converted);
    fine(&place.bare(&["csaf", "validate", &path, "--depth", "basic"]).output().unwrap());
    assert_eq!(
        place.bare(&["vex", "convert", &sbom, "--to", "openvex"]).output().unwrap().status.code(),
        Some(0),
        "a list without statements"
    );
    assert_eq!(place.bare(&["vex", "convert", &vex, "--to", "paper"]).output().unwrap().status.code(), Some(4));
}
