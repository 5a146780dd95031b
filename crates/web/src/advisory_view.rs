//! An edition as pages show it, in one language: paragraphs, the product table, scores.

use app::advisory::{About, Content, Row};
use words::{Lang, Words};

/// A row of the product table.
pub(crate) struct RowView {
    pub(crate) product: String,
    pub(crate) version: String,
    pub(crate) vulnerability: String,
    pub(crate) status: &'static str,
    pub(crate) chip: &'static str,
    /// What users do, our words.
    pub(crate) act: String,
    /// Words of people: text and its language.
    pub(crate) texts: Vec<(String, &'static str)>,
}

/// A vulnerability with its scores.
pub(crate) struct ScoreView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) word: &'static str,
    pub(crate) shown: String,
    /// Version, vector and score of each.
    pub(crate) vectors: Vec<(&'static str, String, String)>,
}

/// A section: its name, its words, its paragraphs of lines.
pub(crate) struct SectionView {
    pub(crate) name: &'static str,
    pub(crate) words: &'static str,
    pub(crate) paragraphs: Vec<Vec<String>>,
}

/// Chip of a judgement.
fn chip(status: &str) -> &'static str {
    match status {
        "affected" => "chip-affected",
        "not_affected" | "fixed" => "chip-done",
        _ => "chip-progress",
    }
}

/// The language of a text that people wrote, for its `lang`.
fn lang_of(text: &str) -> &'static str {
    if app::advisory::content::is_japanese(text) { "ja" } else { "en" }
}

/// Rows, the affected ones first.
pub(crate) fn rows(content: &Content, w: Words) -> Vec<RowView> {
    let mut rows: Vec<&Row> = content.rows.iter().collect();
    rows.sort_by_key(|row| match row.status.as_str() {
        "affected" => 0,
        "under_investigation" => 1,
        "fixed" => 2,
        _ => 3,
    });
    rows.into_iter().map(|row| row_view(row, w)).collect()
}

fn row_view(row: &Row, w: Words) -> RowView {
    let affected = row.status == "affected";
    let mut act = if affected && !row.fix_version.is_empty() {
        w.site_update_to(&row.fix_version)
    } else if affected && row.no_fix {
        w.site_no_fix().to_owned()
    } else if affected {
        w.site_no_fix_yet().to_owned()
    } else {
        row.justification.as_deref().map(|why| w.justification(why).to_owned()).unwrap_or_default()
    };
    if affected && !row.fix_version.is_empty() && row.delivery != "undecided" {
        act = format!("{act} ({})", w.delivery(&row.delivery));
    }
    let said = [&row.action, &row.mitigation, &row.statement];
    let texts = said.into_iter().filter(|text| !text.trim().is_empty()).map(|text| (text.clone(), lang_of(text))).collect();
    RowView {
        product: row.product_name.clone(),
        version: row.version.clone(),
        vulnerability: row.vulnerability.clone().unwrap_or_default(),
        status: w.vex(&row.status),
        chip: chip(&row.status),
        act,
        texts,
    }
}

/// Scores by vulnerability.
pub(crate) fn scores(content: &Content, w: Words) -> Vec<ScoreView> {
    content.vulnerabilities.iter().map(|about| score_view(about, w)).collect()
}

fn score_view(about: &About, w: Words) -> ScoreView {
    let vectors = [("CVSS 4.0", &about.cvss40), ("CVSS 3.1", &about.cvss31)];
    let vectors = vectors.into_iter().filter_map(|(name, scored)| scored.as_ref().map(|s| (name, s.vector.clone(), s.shown())));
    let score = about.score();
    ScoreView {
        id: about.id.clone(),
        title: w.pick(&about.title_ja, &about.title_en).to_owned(),
        word: app::advisory::content::severity(score.map(|scored| scored.tenths)),
        shown: score.map(app::advisory::Scored::shown).unwrap_or_default(),
        vectors: vectors.collect(),
    }
}

/// Sections that have words, without the title, in the order of the page.
pub(crate) fn sections(content: &Content, lang: Lang) -> Vec<SectionView> {
    let (texts, w) = (content.texts(lang), lang.words());
    let all = ["solution", "workaround", "summary", "impact", "details", "credits"];
    all.into_iter()
        .filter(|name| !texts.part(name).trim().is_empty())
        .map(|name| SectionView { name, words: w.advisory_section(name), paragraphs: paragraphs(texts.part(name)) })
        .collect()
}

/// Paragraphs are parted by an empty line; lines stay lines.
pub(crate) fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut now: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            all.extend((!now.is_empty()).then(|| std::mem::take(&mut now)));
        } else {
            now.push(line.trim_end().to_owned());
        }
    }
    all.extend((!now.is_empty()).then_some(now));
    all
}

/// `9.3`, or nothing.
pub(crate) fn shown(tenths: Option<i64>) -> String {
    tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_parts_paragraphs() {
        assert_eq!(paragraphs("a\nb\n\n \nc"), [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]]);
        assert!(paragraphs(" \n").is_empty());
    }
}
