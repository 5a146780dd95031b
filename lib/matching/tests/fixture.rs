//! Components and statements written in one line each.

use matching::{Component, StatedRange, Statement, Status, SubjectKind, Surroundings, Verdict};
use packages::cpe::Cpe;
use packages::purl::Purl;
use packages::range::{Bound, Interval};

/// `pkg:…` and `cpe:…`, separated by blanks.
pub fn component(text: &str) -> Component {
    let mut out = Component { name: "component".into(), ..Component::default() };
    for word in text.split_whitespace() {
        if word.starts_with("pkg:") {
            out.purls.push(Purl::parse(word).unwrap());
        } else {
            out.cpe.push(Cpe::parse(word).unwrap());
        }
    }
    out
}

/// `ID key [distro=…] [default=affected|unaffected] : range | range | =version`; a range is `>= 1, < 2`, and `!` before it
/// makes it unaffected, `git` a range of commits.
pub fn statement(text: &str) -> Statement {
    let (head, body) = text.split_once(" : ").unwrap_or((text, ""));
    let mut words = head.split_whitespace();
    let mut out = Statement {
        vulnerability: words.next().unwrap().to_owned(),
        digest: "00".into(),
        source: "test".into(),
        key: words.next().unwrap().to_owned(),
        subject: SubjectKind::Package,
        scheme: None,
        ranges: Vec::new(),
        versions: Vec::new(),
        default_status: Status::Unknown,
        distro: None,
        context: [].into(),
        pointer: "/affected/0".into(),
    };
    if out.key.starts_with("cpe:") {
        out.subject = SubjectKind::Cpe;
    }
    for word in words {
        match word.split_once('=') {
            Some(("distro", distro)) => out.distro = Some(distro.to_owned()),
            Some(("default", "affected")) => out.default_status = Status::Affected,
            Some(("default", "unaffected")) => out.default_status = Status::Unaffected,
            _ => out.subject = SubjectKind::Named,
        }
    }
    for entry in body.split('|').map(str::trim).filter(|entry| !entry.is_empty()) {
        match entry.strip_prefix('=') {
            Some(version) => out.versions.push(version.trim().to_owned()),
            None => out.ranges.push(range(entry)),
        }
    }
    out
}

/// The verdict on a component of which nothing else is known.
pub fn judged(of: &Component, said: &str) -> Verdict {
    matching::evaluate(of, &statement(said), &Surroundings::of(&[]))
}

fn range(text: &str) -> StatedRange {
    let git = text == "git";
    let (status, text) = match text.strip_prefix('!') {
        Some(text) => (Status::Unaffected, text),
        None => (Status::Affected, text),
    };
    let mut interval = Interval { from: Bound::Open, to: Bound::Open };
    for part in text.split(',').map(str::trim) {
        match part.split_once(' ') {
            Some((">=", v)) => interval.from = Bound::With(v.into()),
            Some((">", v)) => interval.from = Bound::Without(v.into()),
            Some(("<=", v)) => interval.to = Bound::With(v.into()),
            Some(("<", v)) => interval.to = Bound::Without(v.into()),
            _ => assert!(part == "*" || git, "{part}"),
        }
    }
    StatedRange { interval, status, git }
}
