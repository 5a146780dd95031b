//! What an edition carries in the ledger: its words, the rows frozen from the case, and who wrote them.

use crate::{Error, House, Result};
use domain::advisory::Sections;
use domain::assessment::{Justification, VexStatus};
use domain::instant::Instant;
use domain::plan::Delivery;
use publish::{AdvisoryFacts, Credit, ProductRow, Revision, VulnerabilityFacts};
use serde::{Deserialize, Serialize};
use store::advisory::Edition;
use words::Lang;

/// The words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    /// Title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// What users should do.
    pub solution: String,
    /// What can be done meanwhile.
    pub workaround: String,
    /// What could happen.
    pub impact: String,
    /// Details.
    pub details: String,
    /// Thanks.
    pub credits: String,
}

impl Texts {
    /// The same as the rules of `domain` look at it.
    #[must_use]
    pub fn sections(&self) -> Sections {
        let texts = self.clone();
        Sections {
            title: texts.title,
            summary: texts.summary,
            solution: texts.solution,
            workaround: texts.workaround,
            impact: texts.impact,
            details: texts.details,
            credits: texts.credits,
        }
    }

    /// One section by its name; empty for a name that is none.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        match name {
            "title" => &self.title,
            "summary" => &self.summary,
            "solution" => &self.solution,
            "workaround" => &self.workaround,
            "impact" => &self.impact,
            "details" => &self.details,
            "credits" => &self.credits,
            _ => "",
        }
    }

    /// One section by its name, to be written.
    pub fn part_mut(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "title" => Some(&mut self.title),
            "summary" => Some(&mut self.summary),
            "solution" => Some(&mut self.solution),
            "workaround" => Some(&mut self.workaround),
            "impact" => Some(&mut self.impact),
            "details" => Some(&mut self.details),
            "credits" => Some(&mut self.credits),
            _ => None,
        }
    }
}

/// Sections in the order of the page.
pub const SECTIONS: [&str; 7] = ["title", "summary", "solution", "workaround", "impact", "details", "credits"];

/// One release in the product table; closed words by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// Name in addresses.
    pub product: String,
    /// Name shown.
    pub product_name: String,
    /// Version.
    pub version: String,
    /// The vulnerability it is about; none = every one.
    pub vulnerability: Option<String>,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    pub status: String,
    /// Why it is not affected.
    pub justification: Option<String>,
    /// Impact statement.
    pub statement: String,
    /// Version that carries the fix.
    pub fix_version: String,
    /// How users get it.
    pub delivery: String,
    /// Whether there will be no fix.
    pub no_fix: bool,
    /// What lowers the risk.
    pub mitigation: String,
    /// What users should do.
    pub action: String,
    /// Whether it was supported when the table was made.
    pub supported: bool,
}

impl Row {
    /// `product@version`.
    #[must_use]
    pub fn release(&self) -> String {
        format!("{}@{}", self.product, self.version)
    }

    /// The judgement; what cannot be read is under investigation, never "not affected".
    #[must_use]
    pub fn vex(&self) -> VexStatus {
        VexStatus::from_key(&self.status).unwrap_or(VexStatus::UnderInvestigation)
    }

    /// Affected and supported, and users are told nothing that they could do.
    #[must_use]
    pub fn unanswered(&self) -> bool {
        let told = [&self.fix_version, &self.mitigation, &self.action];
        self.supported && self.vex() == VexStatus::Affected && told.iter().all(|text| text.trim().is_empty())
    }

    fn facts(&self) -> ProductRow {
        ProductRow {
            product: self.product.clone(),
            product_name: self.product_name.clone(),
            version: self.version.clone(),
            vulnerability: self.vulnerability.clone(),
            status: self.vex(),
            justification: self.justification.as_deref().and_then(Justification::from_key),
            statement: self.statement.clone(),
            fix_version: self.fix_version.clone(),
            delivery: Delivery::from_key(&self.delivery).unwrap_or(Delivery::Undecided),
            no_fix: self.no_fix,
            mitigation: self.mitigation.clone(),
            action: self.action.clone(),
        }
    }
}

/// A vector with its score in tenths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Vector.
    pub vector: String,
    /// Score in tenths.
    pub tenths: i64,
}

impl Scored {
    /// `9.3`.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

/// A vulnerability of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// CVE id, or an own number.
    pub id: String,
    /// Title in Japanese.
    pub title_ja: String,
    /// Title in English.
    pub title_en: String,
    /// CVSS 3.1.
    pub cvss31: Option<Scored>,
    /// CVSS 4.0.
    pub cvss40: Option<Scored>,
}

impl About {
    /// The score that leads: version 4.0 before 3.1.
    #[must_use]
    pub fn score(&self) -> Option<&Scored> {
        self.cvss40.as_ref().or(self.cvss31.as_ref())
    }
}

/// An edition that went out before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Version.
    pub version: String,
    /// When it went out, in milliseconds since 1970.
    pub at: i64,
    /// What changed, in Japanese.
    pub change_ja: String,
    /// What changed, in English.
    pub change_en: String,
}

/// Why an edition came back from its approvers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// By whom.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What they said.
    pub comment: String,
}

/// What an edition carries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Words in Japanese.
    pub ja: Texts,
    /// Words in English.
    pub en: Texts,
    /// What changed since the last edition, in Japanese.
    pub change_ja: String,
    /// What changed, in English.
    pub change_en: String,
    /// Whether it takes the advisory back.
    pub withdrawn: bool,
    /// The product table.
    pub rows: Vec<Row>,
    /// What it is about.
    pub vulnerabilities: Vec<About>,
    /// Names as their owners wish them.
    pub credits: Vec<String>,
    /// Language of the CSAF document.
    pub csaf_lang: String,
    /// Editions that went out before, the oldest first.
    pub history: Vec<Past>,
    /// Everybody who wrote in it; none of them approves it.
    pub writers: Vec<i64>,
    /// Why it came back.
    pub returned: Option<Returned>,
}

impl Content {
    /// Reads what the ledger keeps.
    ///
    /// # Errors
    /// The row is no content.
    pub fn read(edition: &Edition) -> Result<Self> {
        serde_json::from_str(&edition.content).map_err(|error| Error::broken("reading an edition", error))
    }

    /// Writes it for the ledger.
    ///
    /// # Errors
    /// Never in practice.
    pub fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::broken("writing an edition", error))
    }

    /// The words of a language.
    #[must_use]
    pub const fn texts(&self, lang: Lang) -> &Texts {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// The highest score of its vulnerabilities, in tenths.
    #[must_use]
    pub fn tenths(&self) -> Option<i64> {
        self.vulnerabilities.iter().filter_map(|about| about.score().map(|scored| scored.tenths)).max()
    }

    /// The severity word of that score (CVSS 4.0 §6, the same in 3.1).
    #[must_use]
    pub fn severity(&self) -> &'static str {
        severity(self.tenths())
    }

    /// When the first edition went out.
    #[must_use]
    pub fn first_at(&self, this: Instant) -> Instant {
        self.history.first().map_or(this, |past| Instant::from_ms(past.at))
    }

    /// The facts of which documents are made.
    #[must_use]
    pub fn facts(&self, house: &House, edition: &Edition, at: Instant) -> AdvisoryFacts {
        let csaf_lang = Lang::from_tag(&self.csaf_lang).unwrap_or(Lang::En);
        let mut revisions: Vec<Revision> = self
            .history
            .iter()
            .map(|past| Revision {
                version: past.version.clone(),
                at: Instant::from_ms(past.at),
                summary_ja: past.change_ja.clone(),
                summary_en: past.change_en.clone(),
            })
            .collect();
        let (summary_ja, summary_en) = (self.change_ja.clone(), self.change_en.clone());
        revisions.push(Revision { version: edition.version.clone(), at, summary_ja, summary_en });
        let pair = |scored: &Option<Scored>| scored.as_ref().map(|scored| (scored.vector.clone(), scored.tenths));
        AdvisoryFacts {
            number: edition.number.clone(),
            version: edition.version.clone(),
            tlp: edition.tlp,
            withdrawn: self.withdrawn,
            revisions,
            published_at: at,
            ja: self.ja.sections(),
            en: self.en.sections(),
            products: self.rows.iter().map(Row::facts).collect(),
            vulnerabilities: self
                .vulnerabilities
                .iter()
                .map(|about| VulnerabilityFacts {
                    id: about.id.clone(),
                    title_ja: about.title_ja.clone(),
                    title_en: about.title_en.clone(),
                    cvss31: pair(&about.cvss31),
                    cvss40: pair(&about.cvss40),
                    cwe: None,
                })
                .collect(),
            credits: self.credits.iter().map(|name| Credit { name: name.clone(), organization: String::new() }).collect(),
            org: crate::post::org(&house.config, csaf_lang),
            csaf_lang,
        }
    }

    /// SHA-256 of the exact words and rows, in hex.
    #[must_use]
    pub fn digest(&self, house: &House, edition: &Edition) -> String {
        publish::content_digest(&self.facts(house, edition, edition.created_at))
    }

    /// The change in one line for lists; empty unless it is told in both languages.
    #[must_use]
    pub fn change(&self) -> &str {
        if self.change_en.trim().is_empty() { "" } else { self.change_ja.trim() }
    }
}

/// The severity word of a score in tenths.
#[must_use]
pub const fn severity(tenths: Option<i64>) -> &'static str {
    match tenths {
        None => "unknown",
        Some(90..) => "critical",
        Some(70..=89) => "high",
        Some(40..=69) => "medium",
        Some(1..=39) => "low",
        Some(_) => "none",
    }
}

/// Whether a text is written with Japanese letters.
#[must_use]
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}'))
}
