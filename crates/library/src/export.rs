//! Hands out what the library holds, in the forms in which it can be taken in again.

use std::collections::HashSet;

use formats::record::{EpssScore, KevListing};

use crate::error::Result;
use crate::snapshot::Snapshot;

impl Snapshot {
    /// Hands out the bytes of every live record of a feed, as the feed published them, with a name that tells their form.
    /// A document that holds several records is handed out once.
    ///
    /// # Errors
    /// At the first record that cannot be read, and what the receiver answers.
    pub fn each_of<E: From<crate::Error>>(
        &self,
        feed: &str,
        receive: &mut impl FnMut(&str, &[u8]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut given = HashSet::new();
        for spot in self.live() {
            let Some(head) = self.head_at(spot).filter(|head| head.feed == feed) else { continue };
            if !self.digest_at(spot).is_some_and(|digest| given.insert(*digest)) {
                continue;
            }
            let bytes = self.raw_at(spot)?;
            receive(&name_of(head.id, &bytes), &bytes)?;
        }
        Ok(())
    }

    /// Every listing of KEV, by CVE.
    pub fn kev_listings(&self) -> impl Iterator<Item = (&str, KevListing)> {
        self.kev_table().all()
    }

    /// Every score of EPSS, by CVE.
    pub fn epss_scores(&self) -> impl Iterator<Item = (&str, EpssScore)> {
        self.epss_table().all()
    }

    fn raw_at(&self, spot: crate::snapshot::Spot) -> Result<Vec<u8>> {
        self.segments()[spot.segment].raw(spot.record as usize)
    }
}

/// The name of a record's file: its id, and an end for the form that its first bytes tell.
fn name_of(id: &str, bytes: &[u8]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let id: String = id.chars().take(100).map(plain).collect();
    let end = match bytes.trim_ascii_start().first() {
        Some(b'{' | b'[') => "json",
        Some(b'<') => "xml",
        Some(b'`') => "md",
        _ => "yaml",
    };
    format!("{}.{end}", id.trim_start_matches('.'))
}
