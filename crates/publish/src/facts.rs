//! What an edition of an advisory says, gathered from case, plans and assessments.

use domain::advisory::Sections;
use domain::assessment::{Justification, VexStatus};
use domain::instant::Instant;
use domain::plan::Delivery;
use domain::psirt_case::Tlp;
use words::Lang;

/// An edition with everything that its documents need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvisoryFacts {
    /// Number of the advisory, `KD-SA-2026-0007`.
    pub number: String,
    /// Version of this edition, `1.0`.
    pub version: String,
    /// Label.
    pub tlp: Tlp,
    /// Whether this edition takes the advisory back.
    pub withdrawn: bool,
    /// Every edition up to this one, the oldest first.
    pub revisions: Vec<Revision>,
    /// When this edition goes out.
    pub published_at: Instant,
    /// Words in Japanese.
    pub ja: Sections,
    /// Words in English.
    pub en: Sections,
    /// The product table.
    pub products: Vec<ProductRow>,
    /// What it is about.
    pub vulnerabilities: Vec<VulnerabilityFacts>,
    /// Whom it thanks by name.
    pub credits: Vec<Credit>,
    /// Who publishes.
    pub org: OrgFacts,
    /// Language of the CSAF document.
    pub csaf_lang: Lang,
}

impl AdvisoryFacts {
    /// The words of a language.
    #[must_use]
    pub const fn sections(&self, lang: Lang) -> &Sections {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// When the first edition went out; this one, where there is no history.
    #[must_use]
    pub fn first_published_at(&self) -> Instant {
        self.revisions.first().map_or(self.published_at, |first| first.at)
    }

    /// Address of the page in a language.
    #[must_use]
    pub fn page_url(&self, lang: Lang) -> String {
        format!("{}/{}/advisories/{}", self.org.site(), lang.tag(), self.number)
    }
}

/// An edition in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Version, `1.0`.
    pub version: String,
    /// When it went out; for the present one, when it goes out.
    pub at: Instant,
    /// What changed, in Japanese; may be empty for the first.
    pub summary_ja: String,
    /// What changed, in English; may be empty for the first.
    pub summary_en: String,
}

impl Revision {
    /// What changed, in a language.
    #[must_use]
    pub fn summary(&self, lang: Lang) -> &str {
        lang.words().pick(&self.summary_ja, &self.summary_en)
    }
}

/// One release in the product table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// Name in addresses, `kd-cam200`.
    pub product: String,
    /// Name that people read; never translated.
    pub product_name: String,
    /// Version as printed on the product.
    pub version: String,
    /// The vulnerability this row is about; none = every one of the edition.
    pub vulnerability: Option<String>,
    /// Judgement.
    pub status: VexStatus,
    /// Why it is not affected.
    pub justification: Option<Justification>,
    /// Impact statement, fit to be published; may be empty.
    pub statement: String,
    /// Version that carries the fix; empty = none yet.
    pub fix_version: String,
    /// How users get it.
    pub delivery: Delivery,
    /// Whether it is decided that there will be no fix.
    pub no_fix: bool,
    /// What lowers the risk; may be empty.
    pub mitigation: String,
    /// What users should do; may be empty.
    pub action: String,
}

impl ProductRow {
    /// The release, `kd-cam200@1.4.0`.
    #[must_use]
    pub fn release(&self) -> String {
        format!("{}@{}", self.product, self.version)
    }

    /// The release as people read it, `KD-CAM200 1.4.0`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.product_name, self.version)
    }
}

/// A vulnerability that an edition is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VulnerabilityFacts {
    /// CVE id, or an own number.
    pub id: String,
    /// Title in Japanese.
    pub title_ja: String,
    /// Title in English.
    pub title_en: String,
    /// CVSS 3.1 (or 3.0) vector with its score in tenths.
    pub cvss31: Option<(String, i64)>,
    /// CVSS 4.0 vector with its score in tenths.
    pub cvss40: Option<(String, i64)>,
    /// Weakness, `CWE-287`; one that the catalogue does not know is left out of the CSAF document.
    pub cwe: Option<String>,
}

/// Somebody who is thanked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Name as wished; may be empty when there is an organisation.
    pub name: String,
    /// Organisation; may be empty.
    pub organization: String,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgFacts {
    /// Name in Japanese.
    pub name_ja: String,
    /// Name in English.
    pub name_en: String,
    /// Address of the organisation.
    pub url: String,
    /// Address of the public site that carries advisories; empty = the same.
    pub site_url: String,
    /// Mail address for reports.
    pub contact_mail: String,
    /// Name of the team.
    pub psirt_name: String,
}

impl OrgFacts {
    /// Name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.words().pick(&self.name_ja, &self.name_en)
    }

    /// Address of the public site, without a slash at the end.
    #[must_use]
    pub fn site(&self) -> &str {
        let site = if self.site_url.is_empty() { &self.url } else { &self.site_url };
        site.trim_end_matches('/')
    }
}
