//! A feed that is one file: KEV, EPSS, archives of repositories, own files, directories of this machine, bundles.

use super::{Ask, Got, Source, Step, Tag, Trouble, cursor_of, kept};
use serde_json::Value;
use std::path::PathBuf;

/// Where CISA's catalogue of known exploited vulnerabilities is.
pub(in crate::feed) const KEV: (&str, &str) =
    ("https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json", "kev.json");
/// Where today's EPSS scores are.
pub(in crate::feed) const EPSS: (&str, &str) = ("https://epss.empiricalsecurity.com/epss_scores-current.csv.gz", "epss.csv.gz");
/// Where GitHub's advisories are, in the form of OSV.
pub(in crate::feed) const GHSA: (&str, &str) =
    ("https://github.com/github/advisory-database/archive/refs/heads/main.zip", "advisory-database.zip");
/// Where CISA's Vulnrichment is, in the form of the CVE list.
pub(in crate::feed) const VULNRICHMENT: (&str, &str) =
    ("https://github.com/cisagov/vulnrichment/archive/refs/heads/develop.zip", "vulnrichment.zip");
/// Where the curated corrections of the NVD's data are.
pub(in crate::feed) const OVERRIDES: (&str, &str) =
    ("https://github.com/anchore/nvd-data-overrides/archive/refs/heads/main.zip", "nvd-data-overrides.zip");

/// A file at an address.
pub(in crate::feed) struct OneFile {
    url: String,
    name: String,
    tag: Tag,
    asked: bool,
}

impl OneFile {
    pub(in crate::feed) fn new(url: &str, name: &str, cursor: &Value) -> Self {
        Self { url: url.to_owned(), name: name.to_owned(), tag: cursor_of(cursor), asked: false }
    }
}

impl Source for OneFile {
    fn next(&mut self) -> Step {
        match std::mem::replace(&mut self.asked, true) {
            false => Step::Ask(Ask::archive(&self.url, &self.name, self.tag.clone())),
            true => Step::Done,
        }
    }

    fn take(&mut self, got: Got) -> Result<(), Trouble> {
        match got {
            Got::Kept(tag, _) => self.tag = tag,
            Got::Unchanged => {}
            Got::Bytes(..) | Got::Missing => return Err(Trouble::unasked()),
        }
        Ok(())
    }

    fn cursor(&self) -> Value {
        kept(&self.tag)
    }

    fn is_whole(&self) -> bool {
        true
    }
}

/// A directory or file of this machine.
pub(in crate::feed) struct OwnPath(pub(in crate::feed) Option<PathBuf>);

impl Source for OwnPath {
    fn next(&mut self) -> Step {
        self.0.take().map_or(Step::Done, Step::Take)
    }

    fn take(&mut self, _got: Got) -> Result<(), Trouble> {
        Err(Trouble::unasked())
    }

    fn cursor(&self) -> Value {
        Value::Null
    }

    fn is_whole(&self) -> bool {
        true
    }
}

/// The newest bundle of a directory, where it is not the one that was taken in last.
pub(in crate::feed) struct NewestBundle {
    newest: Option<(PathBuf, String)>,
    taken: String,
    asked: bool,
}

impl NewestBundle {
    pub(in crate::feed) fn new(newest: Option<(PathBuf, String)>, cursor: &Value) -> Self {
        Self { newest, taken: cursor_of(cursor), asked: false }
    }
}

impl Source for NewestBundle {
    fn next(&mut self) -> Step {
        match &self.newest {
            Some((path, stamp)) if *stamp != self.taken && !self.asked => {
                self.asked = true;
                return Step::Bundle(path.clone());
            }
            // It was taken in, or this would not be asked.
            Some((_, stamp)) => self.taken.clone_from(stamp),
            None => {}
        }
        Step::Done
    }

    fn take(&mut self, _got: Got) -> Result<(), Trouble> {
        Err(Trouble::unasked())
    }

    fn cursor(&self) -> Value {
        kept(&self.taken)
    }
}
