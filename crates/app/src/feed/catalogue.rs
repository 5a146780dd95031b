//! Which feeds there are: those that the program knows, the suppliers and own sources of the configuration.

use super::source::Source;
use super::source::csaf::Csaf;
use super::source::cve::Cve;
use super::source::euvd::Euvd;
use super::source::file::{self, NewestBundle, OneFile, OwnPath};
use super::source::jvn::Jvn;
use super::source::nvd::Nvd;
use super::source::osv::Osv;
use crate::config::{Config, Feeds};
use crate::{Error, Result};
use domain::feed::Cadence;
use domain::instant::Instant;
use domain::refusal::Refusal;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Suppliers and own sources of a configuration.
const OWN_MAX: usize = 1_000;
/// Ecosystems of OSV.
const ECOSYSTEMS_MAX: usize = 200;
/// Name of the feed of bundles, and how often their directory is looked into.
const OFFLINE: &str = "offline";
const OFFLINE_EVERY: &str = "10m";
/// Names that a catalogue of KEV or EPSS fills without a record.
pub(super) const TABLES: [&str; 2] = ["kev", "epss"];

/// A feed that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// How often it is asked; none = not by itself.
    pub cadence: Option<Cadence>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    File((&'static str, &'static str)),
    Osv,
    Cve,
    Nvd,
    Jvn,
    Euvd,
    Csaf(String),
    Own(String),
    Bundles(String),
}

impl Known {
    /// Whether it is a supplier of CSAF documents, whose signatures are not verified.
    #[must_use]
    pub fn is_csaf(&self) -> bool {
        matches!(self.kind, Kind::Csaf(_))
    }
}

/// Every feed of a configuration, switched on or not, by its name.
#[must_use]
pub fn known(feeds: &Feeds) -> Vec<Known> {
    let built_in: [(&str, &str, Kind); 10] = [
        ("cve", &feeds.cve, Kind::Cve),
        ("epss", &feeds.epss, Kind::File(file::EPSS)),
        ("euvd", &feeds.euvd, Kind::Euvd),
        ("ghsa", &feeds.ghsa, Kind::File(file::GHSA)),
        ("jvn", &feeds.jvn, Kind::Jvn),
        ("kev", &feeds.kev, Kind::File(file::KEV)),
        ("nvd", &feeds.nvd, Kind::Nvd),
        ("osv", &feeds.osv, Kind::Osv),
        ("overrides", &feeds.overrides, Kind::File(file::OVERRIDES)),
        ("vulnrichment", &feeds.vulnrichment, Kind::File(file::VULNRICHMENT)),
    ];
    let of = |name: &str, every: &str, kind| Known { name: name.to_owned(), cadence: Cadence::parse(every), kind };
    let built_in = built_in.into_iter().map(|(name, every, kind)| of(name, every, kind));
    let csaf = feeds.csaf.iter().map(|url| of(&csaf_name(url), &feeds.csaf_every, Kind::Csaf(url.clone())));
    let own = feeds.custom.iter().map(|own| of(&own.name, &own.every, Kind::Own(own.from.clone())));
    let bundles = (!feeds.offline_dir.is_empty()).then(|| of(OFFLINE, OFFLINE_EVERY, Kind::Bundles(feeds.offline_dir.clone())));
    built_in.chain(csaf).chain(own).chain(bundles).collect()
}

/// The feed with a name.
///
/// # Errors
/// [`Refusal::NotFound`].
pub(super) fn find(feeds: &Feeds, name: &str) -> Result<Known> {
    known(feeds).into_iter().find(|known| known.name == name).ok_or_else(|| Refusal::NotFound.into())
}

/// The plan of a run.
pub(super) fn plan(config: &Config, known: &Known, cursor: &Value, now: Instant) -> Result<Box<dyn Source>> {
    Ok(match &known.kind {
        Kind::File((url, name)) => Box::new(OneFile::new(url, name, cursor)),
        Kind::Osv => Box::new(Osv::new(&config.feeds.osv_ecosystems, cursor, now)),
        Kind::Cve => Box::new(Cve::new(cursor, now)),
        Kind::Nvd => Box::new(Nvd::new(config.nvd_key()?, cursor, now)),
        Kind::Jvn => Box::new(Jvn::new(cursor, now)),
        Kind::Euvd => Box::new(Euvd::new(cursor, now)),
        Kind::Csaf(url) => Box::new(Csaf::new(url, cursor, now)),
        Kind::Own(from) if is_web(from) => Box::new(OneFile::new(from, file_name(from), cursor)),
        Kind::Own(from) => Box::new(OwnPath(Some(PathBuf::from(from)))),
        Kind::Bundles(dir) => {
            let newest = super::bundle::newest_in(Path::new(dir)).map_err(|error| Error::broken(&format!("reading `{dir}`"), error))?;
            Box::new(NewestBundle::new(newest, cursor))
        }
    })
}

fn is_web(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

/// The name of the file at an address, whose end tells what may be inside.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().filter(|name| super::source::is_plain(name)).unwrap_or("records.json")
}

/// The name of a supplier's feed: `csaf-` and its host.
fn csaf_name(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("csaf-{host}").chars().map(plain).take(super::NAME_MAX).collect()
}

/// Checks the configuration of feeds.
///
/// # Errors
/// A value that cannot be; the message names its key.
pub(crate) fn check(feeds: &Feeds) -> Result<()> {
    let bad = |key: &str, value: &str, expected: &str| {
        let value: String = value.chars().take(200).collect();
        Err(Error::Broken(format!("configuration: `{key}` is `{value}`; expected {expected}")))
    };
    let every = "a time such as `6h` or `30m`, from `10m` to `31d`, or nothing";
    let cadences = [
        ("feeds.osv", &feeds.osv),
        ("feeds.cve", &feeds.cve),
        ("feeds.nvd", &feeds.nvd),
        ("feeds.ghsa", &feeds.ghsa),
        ("feeds.kev", &feeds.kev),
        ("feeds.epss", &feeds.epss),
        ("feeds.vulnrichment", &feeds.vulnrichment),
        ("feeds.jvn", &feeds.jvn),
        ("feeds.euvd", &feeds.euvd),
        ("feeds.overrides", &feeds.overrides),
        ("feeds.csaf_every", &feeds.csaf_every),
    ];
    let own = feeds.custom.iter().map(|own| ("feeds.custom", &own.every));
    if let Some((key, value)) = cadences.into_iter().chain(own).find(|(_, text)| !text.is_empty() && Cadence::parse(text).is_none()) {
        return bad(key, value, every);
    }
    if feeds.csaf.len() + feeds.custom.len() > OWN_MAX || feeds.osv_ecosystems.len() > ECOSYSTEMS_MAX {
        return bad("feeds", "too many", &format!("at most {OWN_MAX} own sources and {ECOSYSTEMS_MAX} ecosystems"));
    }
    if let Some(url) = feeds.csaf.iter().find(|url| !url.starts_with("https://")) {
        return bad("feeds.csaf", url, "an address by https");
    }
    if let Some(own) = feeds.custom.iter().find(|own| super::check_name(&own.name).ok().as_ref() != Some(&own.name)) {
        return bad("feeds.custom", &own.name, "a name of `a-z 0-9 -`");
    }
    if feeds.custom.iter().any(|own| own.from.is_empty()) {
        return bad("feeds.custom", "", "an address or a directory");
    }
    let mut names = BTreeSet::new();
    let all = known(feeds);
    if let Some(twice) = all.iter().find(|known| !names.insert(&known.name)) {
        return bad("feeds", &twice.name, "each name once");
    }
    if let Some(name) = feeds.required.iter().find(|name| !names.contains(name)) {
        return bad("feeds.required", name, "the name of a feed");
    }
    if !feeds.mirror.is_empty() && !is_web(&feeds.mirror) {
        return bad("feeds.mirror", &feeds.mirror, "an address by https or http");
    }
    match feeds.allow.iter().find_map(|text| outside::http::Allowed::parse(text).err()) {
        Some(said) => bad("feeds.allow", &said, "hosts, addresses and networks"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::CustomFeed;

    #[test]
    fn nothing_is_asked_by_itself_unless_it_is_configured() {
        let all = known(&Feeds::default());
        assert!(all.len() == 10 && all.iter().all(|known| known.cadence.is_none()));
        assert!(check(&Feeds::default()).is_ok());
    }

    #[test]
    fn what_cannot_be_is_named() {
        let own = |name: &str, from: &str, every: &str| Feeds {
            custom: vec![CustomFeed { name: name.into(), from: from.into(), every: every.into() }],
            ..Feeds::default()
        };
        let csaf = |url: &str| Feeds { csaf: vec![url.into()], ..Feeds::default() };
        assert!(check(&own("own", "records", "1d")).is_ok());
        assert_eq!(known(&csaf("https://Supplier.example:443/x"))[10].name, "csaf-supplier-example");
        let bad = [
            (Feeds { kev: "1s".into(), ..Feeds::default() }, "feeds.kev"),
            (Feeds { allow: vec!["a b".into()], ..Feeds::default() }, "feeds.allow"),
            (Feeds { mirror: "mirror".into(), ..Feeds::default() }, "feeds.mirror"),
            (Feeds { required: vec!["x".into()], ..Feeds::default() }, "feeds.required"),
            (own("Own", "x", ""), "feeds.custom"),
            (own("own", "", ""), "feeds.custom"),
            (own("kev", "x", ""), "each name once"),
            (own("own", "x", "1 day"), "feeds.custom"),
            (csaf("http://supplier.example/x"), "feeds.csaf"),
        ];
        for (feeds, expected) in bad {
            let said = check(&feeds).unwrap_err().to_string();
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_taken_from_its_address() {
        assert_eq!(file_name("https://a.example/x/osv.zip?token=1"), "osv.zip");
        assert_eq!(file_name("https://a.example/"), "records.json");
    }
}
