//! The verbs on a data directory of their own: the main job from records and an SBOM to a finding, a backup, bad input.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
        Command::new(env!("CARGO_BIN_EXE_hinomi"))
            .args(words)
            .arg("--data")
            .arg(self.0.join(data))
            .env("LC_ALL", "en_US.UTF-8")
            .env_remove("HINOMI_URL")
            .current_dir(&self.0)
            .output()
            .unwrap()
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
fn bad_input_has_its_code_and_the_exit_status_says_which_sort() {
    let place = Place::new("bad");
    fine(&place.run(&["product", "add", "kd-cam200", "--division", "video"]));
    fine(&place.run(&["release", "add", "kd-cam200", "1.4.0"]));
    let cut = place.file("cut.json", &SBOM[..90]);
    refused(&place.run(&["sbom", "push", &cut, "--product", "kd-cam200", "--release", "1.4.0"]), 4, "sbom.truncated");
    refused(&place.run(&["sbom", "push", &cut, "--product", "kd-cam200", "--release", "9.9"]), 3, "auth.not_found");
    refused(&place.run(&["product", "add", "kd-cam200", "--division", "video"]), 1, "name.taken");
    refused(&place.run(&["feed", "import", "no-such-file"]), 4, "no-such-file");
    refused(&place.run_in("nowhere", &["product", "list"]), 4, "no data directory");
    refused(&place.run(&["no-such-verb"]), 2, "no-such-verb");
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
    refused(&place.run(&gated), 2, "1 findings");
}
