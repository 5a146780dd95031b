//! Search over the ledger by parts of words; every hit passes the same need to know as the thing itself.

use crate::StoreError;
use crate::dialect;
use crate::need;
use crate::tx::Tx;
use domain::access::Act;
use domain::viewer::Viewer;

/// Hits of each kind at most.
pub const SEARCH_HITS_MAX: i64 = 50;
/// Characters of the text asked for that are used.
pub const SEARCH_CHARS_MAX: usize = 200;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A case, by number or title.
    Case,
    /// A report, by number, public reference, product or description.
    Report,
    /// A product, by slug or name.
    Product,
    /// A vulnerability, by id or title.
    Vulnerability,
    /// An advisory, by number or title.
    Advisory,
}

impl HitKind {
    /// The word used on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Report => "report",
            Self::Product => "product",
            Self::Vulnerability => "vulnerability",
            Self::Advisory => "advisory",
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its number, slug or id.
    pub name: String,
    /// Its title, or the beginning of its text.
    pub title: String,
}

/// Where one kind is looked for.
struct Place {
    kind: HitKind,
    from: &'static str,
    name: &'static str,
    title: &'static str,
    texts: &'static [&'static str],
    newest: &'static str,
}

const CASES: Place = Place {
    kind: HitKind::Case,
    from: "psirt_case c",
    name: "c.number",
    title: "c.title",
    texts: &["c.number", "c.title"],
    newest: "c.id DESC",
};
const REPORTS: Place = Place {
    kind: HitKind::Report,
    from: "report r",
    name: "r.number",
    title: "CONCAT(r.product, ': ', SUBSTR(r.description, 1, 120))",
    texts: &["r.number", "r.public_ref", "r.product", "r.description"],
    newest: "r.id DESC",
};
const PRODUCTS: Place =
    Place { kind: HitKind::Product, from: "product p", name: "p.slug", title: "p.name", texts: &["p.slug", "p.name"], newest: "p.slug" };
const VULNERABILITIES: Place = Place {
    kind: HitKind::Vulnerability,
    from: "vulnerability v",
    name: "v.id",
    title: "COALESCE(v.title_en, v.title_ja, '')",
    texts: &["v.id", "COALESCE(v.title_ja, '')", "COALESCE(v.title_en, '')"],
    newest: "v.id DESC",
};
const ADVISORIES: Place = Place {
    kind: HitKind::Advisory,
    from: "advisory a JOIN edition e ON e.advisory_id = a.id",
    name: "a.number",
    title: "CASE WHEN e.title_en = '' THEN e.title_ja ELSE e.title_en END",
    texts: &["a.number", "e.title_ja", "e.title_en"],
    newest: "e.id DESC",
};

impl Tx<'_> {
    /// Things whose number or text holds `text`, in any case of letters, as far as the viewer may know of them:
    /// exact numbers first, then the newest, at most `limit` of each kind.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn search(&mut self, viewer: &Viewer, text: &str, limit: i64) -> Result<Vec<Hit>, StoreError> {
        let wanted = text.trim().chars().take(SEARCH_CHARS_MAX).collect::<String>().replace('\0', "").to_lowercase();
        if wanted.is_empty() || !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let places = [
            (CASES, need::cases(viewer, Act::CaseRead)),
            (REPORTS, need::reports(viewer)),
            (PRODUCTS, Some(need::ANY.to_owned())),
            (VULNERABILITIES, Some(need::vulnerabilities(viewer))),
            (ADVISORIES, Some(need::editions(viewer))),
        ];
        let mut hits: Vec<Hit> = Vec::new();
        for (place, condition) in places {
            let Some(condition) = condition else { continue };
            for hit in self.search_place(viewer, &place, &condition, &wanted, limit.clamp(1, SEARCH_HITS_MAX))? {
                // Several editions of one advisory are one hit.
                if !hits.iter().any(|known| known.kind == hit.kind && known.name == hit.name) {
                    hits.push(hit);
                }
            }
        }
        Ok(hits)
    }

    fn search_place(&mut self, viewer: &Viewer, place: &Place, condition: &str, wanted: &str, limit: i64) -> Result<Vec<Hit>, StoreError> {
        let engine = self.engine();
        let texts: Vec<String> = place.texts.iter().map(|text| format!("{} LIKE $2 ESCAPE '\\'", dialect::fold(engine, text))).collect();
        let sql = format!(
            "SELECT {} AS name, {} AS title FROM {} WHERE {condition} AND ({}) \
             ORDER BY CASE WHEN {} = $3 THEN 0 ELSE 1 END, {} LIMIT $4",
            place.name,
            place.title,
            place.from,
            texts.join(" OR "),
            dialect::fold(engine, place.name),
            place.newest
        );
        let rows = self.query(&sql, &[&need::me(viewer), &dialect::contains(wanted), &wanted, &limit])?;
        rows.iter().map(|row| Ok(Hit { kind: place.kind, name: row.get("name")?, title: row.get("title")? })).collect()
    }
}
