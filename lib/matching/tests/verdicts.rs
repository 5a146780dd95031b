//! One line, one rule: statement, component, verdict.

use crate::fixture::{component, judged};
use matching::{Class, Lowered, Outcome, Said, Says, Verdict, combine};

/// `In B`, `Out A`, `no_range D`.
fn short(verdict: &Verdict) -> String {
    let outcome = match verdict.outcome {
        Outcome::In => "In",
        Outcome::Out => "Out",
        Outcome::Unknown(reason) => reason.word(),
    };
    format!("{outcome} {}", verdict.class.letter())
}

const RULES: &[(&str, &str, &str)] = &[
    // OSV: ranges and versions are alternatives.
    ("V purl:npm/lodash : >= 0, < 4.17.21", "pkg:npm/lodash@4.17.20", "In B"),
    ("V purl:npm/lodash : >= 0, < 4.17.21", "pkg:npm/lodash@4.17.21", "Out B"),
    ("V purl:npm/lodash : >= 1.0.0, < 1.5.0 | >= 2.0.0, < 2.3.0", "pkg:npm/lodash@2.2.9", "In B"),
    ("V purl:npm/lodash : >= 1.0.0, < 1.5.0 | >= 2.0.0, < 2.3.0", "pkg:npm/lodash@1.7.0", "Out B"),
    ("V purl:npm/lodash : >= 1.0.0, < 1.5.0 | =1.7.0", "pkg:npm/lodash@v1.7.0", "In B"),
    ("V purl:pypi/foo : =1.0", "pkg:pypi/foo@1.0.0", "In B"),
    ("V purl:pypi/foo : =1.0", "pkg:pypi/foo@1.0.1", "Out B"),
    ("V purl:npm/bad : >= 0", "pkg:npm/bad@9.9.9", "In B"),
    ("V purl:golang/stdlib : >= 1.21.0-0, < 1.21.3", "pkg:golang/stdlib@1.21rc2", "In B"),
    ("V purl:npm/lodash : git", "pkg:npm/lodash@1.0.0", "git_only D"),
    ("V purl:npm/lodash : git | =1.0.0", "pkg:npm/lodash@1.0.1", "Out B"),
    // Versions that nobody can read are unknown, never guessed.
    ("V purl:npm/lodash : < 2.0.0", "pkg:npm/lodash@latest", "version_unreadable D"),
    ("V purl:npm/lodash : < 2.0.0", "pkg:npm/lodash", "no_version D"),
    ("V purl:npm/lodash : >= 1.0.0, < some-day", "pkg:npm/lodash@1.5.0", "bound_unreadable D"),
    ("V purl:npm/lodash : >= 1.0.0, < some-day", "pkg:npm/lodash@0.5.0", "Out B"),
    ("V purl:generic/foo : < 2", "pkg:generic/foo@1", "no_scheme D"),
    // CVE 5: the default counts only where no entry matches.
    ("V cpe:a:b default=affected : !>= 2.0, <= *", "cpe:2.3:a:a:b:1.0", "In C"),
    ("V cpe:a:b default=affected : !>= 2.0, <= *", "cpe:2.3:a:a:b:2.1", "Out C"),
    ("V cpe:a:b default=unaffected : < 2.0", "cpe:2.3:a:a:b:1.0", "In C"),
    ("V cpe:a:b default=unaffected : < 2.0", "cpe:2.3:a:a:b:2.0", "Out C"),
    ("V cpe:a:b default=affected", "cpe:2.3:a:a:b:1.0", "no_range D"),
    ("V cpe:a:b", "cpe:2.3:a:a:b:1.0", "no_range D"),
    ("V cpe:a:b default=unaffected", "cpe:2.3:a:a:b:1.0", "Out C"),
    // CVE 5: of entries that hold a version, the first decides (the algorithm in the format's description of `versions`).
    ("V cpe:a:b : !>= 1.5, < 2.0 | >= 1.0, < 3.0", "cpe:2.3:a:a:b:1.7", "Out C"),
    ("V cpe:a:b : >= 1.0, < 3.0 | !>= 1.5, < 2.0", "cpe:2.3:a:a:b:1.7", "In C"),
    (
        "V cpe:linux:linux_kernel default=affected : !>= 5.10.225, <= 5.10.* | !>= 6.1, <= *",
        "cpe:2.3:o:linux:linux_kernel:5.10.100",
        "In C",
    ),
    (
        "V cpe:linux:linux_kernel default=affected : !>= 5.10.225, <= 5.10.* | !>= 6.1, <= *",
        "cpe:2.3:o:linux:linux_kernel:5.10.230",
        "Out C",
    ),
    ("V cpe:linux:linux_kernel default=affected : !>= 5.10.225, <= 5.10.* | !>= 6.1, <= *", "cpe:2.3:o:linux:linux_kernel:5.15.3", "In C"),
    // CPE: exact is C; any vendor is E; names in words and unbounded ranges are D.
    ("V cpe:haxx:curl : >= 7.1, <= 7.2", "cpe:2.3:a:haxx:curl:7.2", "In C"),
    ("V cpe:kakuu:lib : >= 7.1, <= 7.2", "cpe:2.3:*:*:lib:7.2", "In E"),
    // The table of software knows the vendor, the other names, and what a recipe or a repository is called in records.
    ("V cpe:haxx:curl : >= 7.1, <= 7.2", "cpe:2.3:*:*:curl:7.2", "In C"),
    ("V cpe:arm:mbed_tls : < 2.16.1", "cpe:2.3:a:trustedfirmware:mbed_tls:2.16.0", "In C"),
    ("V cpe:trustedfirmware:mbed_tls : < 3.6.1", "pkg:github/Mbed-TLS/mbedtls@mbedtls-3.6.0", "In C"),
    ("V cpe:busybox:busybox : < 1.37.0", "pkg:yocto/core/busybox@1.36.1", "In C"),
    ("V cpe:busybox:busybox : < 1.37.0", "pkg:buildroot/busybox@1.37.0", "Out C"),
    ("V cpe:vanderbilt:adaptive_communication_environment : < 9", "pkg:buildroot/ace@8.0.0", "In D"),
    ("V cpe:openssl:openssl : >= 1.1.1, < 1.1.1w", "pkg:generic/openssl@1.1.1v", "In C"),
    ("V cpe:openssl:openssl : >= 1.0.2, < 1.0.2zg", "cpe:2.3:a:openssl:openssl:1.0.2za:*:*:*:*:*:*:*", "In C"),
    ("V cpe:haxx:curl : < 8", "pkg:npm/curl@7.0.0", "Out E"),
    ("V cpe:haxx:curl : >= 7.1, <= 7.2", "cpe:2.3:a:other:curl:7.2", "Out E"),
    ("V cpe:kakuu:lib named : >= 7.1, <= 7.2", "cpe:2.3:a:kakuu:lib:7.2", "In D"),
    ("V cpe:haxx:curl named : >= 7.1, <= 7.2", "cpe:2.3:a:haxx:curl:7.2", "In C"),
    (
        "V cpe:linux:linux named default=affected : =5.2 | !< 5.2 | !>= 5.4.200, <= 5.4.* | !>= 6.1",
        "cpe:2.3:o:linux:linux_kernel:5.4.199",
        "In C",
    ),
    (
        "V cpe:linux:linux named default=affected : =5.2 | !< 5.2 | !>= 5.4.200, <= 5.4.* | !>= 6.1",
        "cpe:2.3:o:linux:linux_kernel:5.4.210",
        "Out C",
    ),
    (
        "V cpe:linux:linux named default=affected : =5.2 | !< 5.2 | !>= 5.4.200, <= 5.4.* | !>= 6.1",
        "pkg:yocto/core/linux-yocto@5.10.3+git0+x",
        "In C",
    ),
    ("V cpe:haxx:curl : *", "cpe:2.3:a:haxx:curl:7.2", "In D"),
    ("V cpe:haxx:curl : < 8", "cpe:2.3:a:haxx:curl:-", "no_version D"),
    ("V cpe:openbsd:openssh : < 9.6p2", "cpe:2.3:a:openbsd:openssh:9.6:p1", "In C"),
    ("V cpe:haxx:curl : < 8", "pkg:deb/debian/curl@7.88.1-10+deb12u5 cpe:2.3:a:haxx:curl:7.88.1-10", "In D"),
    ("V cpe:haxx:curl : < 8", "pkg:generic/curl@7.88.1 cpe:2.3:a:haxx:curl:7.88.1", "In C"),
    // Distributions speak of their own release only.
    ("V purl:deb/debian/curl distro=debian:12 : < 7.88.1-10+deb12u6", "pkg:deb/debian/curl@7.88.1-10+deb12u5?distro=debian-12", "In A"),
    ("V purl:deb/debian/curl distro=debian:12 : < 7.88.1-10+deb12u6", "pkg:deb/debian/curl@7.88.1-10+deb12u6?distro=bookworm", "Out A"),
    ("V purl:deb/debian/curl distro=debian:12 : < 7.88.1-10+deb12u6", "pkg:deb/debian/curl@7.74.0-1?distro=debian-11", "Out A"),
    ("V purl:deb/debian/curl distro=debian:12 : < 7.88.1-10+deb12u6", "pkg:deb/debian/curl@7.88.1-10", "distro_unknown D"),
    (
        "V purl:deb/debian/openssl distro=debian:12 : < 3.0.11-1~deb12u3",
        "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?distro=debian-12&upstream=openssl",
        "In A",
    ),
    (
        "V purl:rpm/almalinux/curl distro=almalinux:9 : < 7.76.1-29.el9_4",
        "pkg:rpm/almalinux/curl@7.76.1-26.el9?distro=almalinux-9.4",
        "In A",
    ),
    ("V purl:rpm/almalinux/x distro=almalinux:9 : < 1:2.0-1.el9", "pkg:rpm/almalinux/x@3.0-1.el9?distro=almalinux-9.4&epoch=1", "Out A"),
];

#[test]
fn each_rule_of_matching_holds() {
    for (said, of, want) in RULES {
        let verdict = judged(&component(of), said);
        assert_eq!(short(&verdict), *want, "{said}\n{of}\n{}", verdict.to_json());
    }
}

#[test]
fn class_below_c_is_a_candidate_and_no_finding() {
    let verdict = |said: &str, of: &str| judged(&component(of), said);
    let finding = verdict("V cpe:haxx:curl : < 8", "cpe:2.3:a:haxx:curl:7");
    assert!(finding.is_finding() && !finding.is_candidate());
    let candidate = verdict("V cpe:kakuu:lib : < 8", "cpe:2.3:a:*:lib:7");
    assert!(!candidate.is_finding() && candidate.is_candidate());
    assert_eq!(candidate.explanation.lowered, [Lowered::AnyVendor]);
    let out = verdict("V cpe:haxx:curl : < 8", "cpe:2.3:a:haxx:curl:8");
    assert!(!out.is_finding() && !out.is_candidate());
}

#[test]
fn explanation_names_identity_range_version_and_scheme() {
    let verdict = judged(&component("pkg:deb/debian/curl@7.88.1-10?distro=debian-12"), "V purl:deb/debian/curl distro=debian:12 : < 8");
    assert_eq!(
        verdict.to_json(),
        concat!(
            r#"{"outcome":"in","class":"A","explanation":{"#,
            r#""statement":{"record":"V","source":"test","digest":"00","pointer":"/affected/0","key":"purl:deb/debian/curl"},"#,
            r#""identity":"pkg:deb/debian/curl@7.88.1-10?distro=debian-12","via":"purl","step":"entries","version":"7.88.1-10","#,
            r#""scheme":"deb","range":"< 8","status":"affected","#,
            r#""distro":{"stated":"debian:12","component":"debian:12","result":"same"}}}"#
        )
    );
}

#[test]
fn why_not_names_the_nearest_range() {
    let of = component("pkg:npm/foo@1.7.0");
    let verdict = judged(&of, "V purl:npm/foo : >= 0.1.0, < 0.2.0 | >= 1.0.0, < 1.5.0 | >= 2.0.0, < 2.3.0");
    assert_eq!(verdict.explanation.nearest.map(|i| i.to_string()).as_deref(), Some(">= 1.0.0, < 1.5.0"));
    let verdict = judged(&of, "V purl:npm/foo : >= 3.0.0, < 3.1.0 | >= 2.0.0, < 2.3.0");
    assert_eq!(verdict.explanation.nearest.map(|i| i.to_string()).as_deref(), Some(">= 2.0.0, < 2.3.0"));
}

#[test]
fn higher_authority_that_says_no_lowers_and_is_shown() {
    let of = component("pkg:deb/debian/curl@7.88.1-10+deb12u6?distro=debian-12 cpe:2.3:a:haxx:curl:7.88.1");
    let distribution = judged(&of, "V purl:deb/debian/curl distro=debian:12 : < 7.88.1-10+deb12u6");
    let upstream = judged(&of, "V cpe:haxx:curl : < 8");
    let verdict = combine(vec![upstream, distribution], None).unwrap();
    assert_eq!((verdict.outcome, verdict.class), (Outcome::In, Class::D));
    assert_eq!(verdict.explanation.contradicted_by.as_deref(), Some("test V"));
    assert!(verdict.explanation.lowered.contains(&Lowered::Contradicted));
}

#[test]
fn statement_of_another_release_contradicts_nobody() {
    let of = component("pkg:rpm/almalinux/x@1.0-1.el9?distro=almalinux-9");
    let all = ["V purl:rpm/almalinux/x distro=almalinux:8 : < 1.0-1.el8", "V purl:rpm/almalinux/x distro=almalinux:9 : < 1.0-2.el9"];
    let verdict = combine(all.iter().map(|said| judged(&of, said)).collect(), None).unwrap();
    assert_eq!((verdict.outcome, verdict.class, verdict.explanation.contradicted_by), (Outcome::In, Class::A, None));
}

#[test]
fn what_the_build_says_with_a_reason_decides() {
    let of = component("cpe:2.3:a:haxx:curl:7.88.1");
    let verdict = |says| {
        let said = Said { vulnerability: "V".into(), says, by: "0001-fix.patch".into() };
        combine(vec![judged(&of, "V cpe:haxx:curl : < 8")], Some(&said)).unwrap()
    };
    let patched = verdict(Says::Fixed);
    assert_eq!((patched.outcome, patched.class, patched.explanation.step.word()), (Outcome::Out, Class::A, "said"));
    assert!(patched.to_json().contains(r#""said":{"says":"fixed","vulnerability":"V","by":"0001-fix.patch"}"#));
    let ignored = verdict(Says::Ignored);
    assert!(ignored.is_finding() && ignored.explanation.said.is_some(), "set aside without a reason is not resolved");
}
