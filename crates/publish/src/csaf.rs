//! An edition as a CSAF 2.0 security advisory.

use crate::facts::{AdvisoryFacts, OrgFacts, ProductRow, VulnerabilityFacts};
use crate::tree;
use domain::assessment::{Justification, VexStatus};
use domain::plan::Delivery;
use domain::psirt_case::Tlp;
use formats::csaf::{
    Acknowledgment, Category, CvssV3, Cwe, Document, Flag, FlagLabel, Id, Note, NoteCategory, ProductLine, ProductTree, ProductVersion,
    Publisher, PublisherCategory, Reference, ReferenceCategory, Remediation, RemediationCategory, Revision, Score, Status, StatusLists,
    Threat, ThreatCategory, Tracking, Vulnerability, cwe,
};
use words::Lang;

/// The bytes of the document, the same for the same facts.
#[must_use]
pub fn csaf(facts: &AdvisoryFacts) -> Vec<u8> {
    formats::csaf::write(&document(facts))
}

/// The document before it is written.
#[must_use]
pub fn document(facts: &AdvisoryFacts) -> Document {
    let lang = facts.csaf_lang;
    let sections = facts.sections(lang);
    let pick = |ja, en| lang.words().pick(ja, en);
    let withdrawn = pick("【取下げ】", "[Withdrawn] ");
    Document {
        category: Category::CsafSecurityAdvisory,
        title: format!("{}{}", if facts.withdrawn { withdrawn } else { "" }, sections.title),
        lang: lang.tag().to_owned(),
        source_lang: None,
        tlp: label(facts.tlp),
        distribution_text: distribution(facts.tlp, lang),
        aggregate_severity: None,
        publisher: publisher(&facts.org, lang),
        tracking: tracking(facts, lang),
        notes: notes(facts, lang),
        references: references(facts, lang),
        acknowledgments: facts
            .credits
            .iter()
            .filter(|credit| !credit.name.is_empty() || !credit.organization.is_empty())
            .map(|credit| Acknowledgment {
                names: Some(credit.name.clone()).filter(|name| !name.is_empty()).into_iter().collect(),
                organization: Some(credit.organization.clone()).filter(|name| !name.is_empty()),
                summary: None,
            })
            .collect(),
        product_tree: product_tree(facts, lang),
        vulnerabilities: facts.vulnerabilities.iter().map(|v| vulnerability(facts, v, lang)).collect(),
    }
}

/// The publisher as CSAF names it; also for the metadata of the provider.
pub(crate) fn publisher(org: &OrgFacts, lang: Lang) -> Publisher {
    Publisher {
        category: PublisherCategory::Vendor,
        contact_details: format!("{} <{}>", org.psirt_name, org.contact_mail),
        issuing_authority: String::new(),
        name: org.name(lang).to_owned(),
        namespace: org.url.clone(),
    }
}

/// `TLP:CLEAR` is written `WHITE`; `AMBER+STRICT` has no label of its own and is told in words.
const fn label(tlp: Tlp) -> formats::csaf::Tlp {
    match tlp {
        Tlp::Red => formats::csaf::Tlp::Red,
        Tlp::AmberStrict | Tlp::Amber => formats::csaf::Tlp::Amber,
        Tlp::Green => formats::csaf::Tlp::Green,
        Tlp::Clear => formats::csaf::Tlp::White,
    }
}

fn distribution(tlp: Tlp, lang: Lang) -> String {
    let words = match tlp {
        Tlp::Red => lang.words().pick("名前を挙げた受領者に限ります。", "Named recipients only."),
        Tlp::AmberStrict => lang.words().pick("受領した組織の中に限ります。", "Only within the receiving organisation."),
        Tlp::Amber => lang.words().pick("受領した組織とその顧客に限ります。", "Only the receiving organisation and its clients."),
        Tlp::Green => lang.words().pick("関係するコミュニティの中に限ります。", "Only within the community."),
        Tlp::Clear => lang.words().pick("制限なく共有できます。", "May be shared without limits."),
    };
    match lang {
        Lang::Ja => format!("{}。{words}", tlp.label()),
        Lang::En => format!("{}. {words}", tlp.label()),
    }
}

/// An edition's version `1.0` as a semantic version; the original is kept beside it.
fn semantic(version: &str) -> String {
    match version.split('.').count() {
        2 => format!("{version}.0"),
        _ => version.to_owned(),
    }
}

fn tracking(facts: &AdvisoryFacts, lang: Lang) -> Tracking {
    let first = lang.words().pick("初版", "First edition.");
    let revision = |revision: &crate::facts::Revision| Revision {
        date: revision.at.to_rfc3339(),
        legacy_version: Some(revision.version.clone()).filter(|version| semantic(version) != *version),
        number: semantic(&revision.version),
        summary: Some(revision.summary(lang).trim()).filter(|s| !s.is_empty()).unwrap_or(first).to_owned(),
    };
    Tracking {
        id: facts.number.clone(),
        version: semantic(&facts.version),
        status: Status::Final,
        initial_release_date: facts.first_published_at().to_rfc3339(),
        current_release_date: facts.published_at.to_rfc3339(),
        revision_history: facts.revisions.iter().map(revision).collect(),
        generator: Some(("Hinomi".to_owned(), env!("CARGO_PKG_VERSION").to_owned())),
    }
}

fn notes(facts: &AdvisoryFacts, lang: Lang) -> Vec<Note> {
    let sections = facts.sections(lang);
    let taken_back = lang.words().pick("このアドバイザリは取り下げました。", "This advisory has been withdrawn.");
    let parts: [(NoteCategory, &str, &str, &str); 7] = [
        (NoteCategory::General, "取下げ", "Withdrawn", if facts.withdrawn { taken_back } else { "" }),
        (NoteCategory::Summary, "概要", "Summary", &sections.summary),
        (NoteCategory::General, "対策方法", "Solution", &sections.solution),
        (NoteCategory::General, "回避策", "Workaround", &sections.workaround),
        (NoteCategory::Description, "想定される影響", "Impact", &sections.impact),
        (NoteCategory::Details, "詳細", "Details", &sections.details),
        (NoteCategory::Other, "謝辞", "Acknowledgments", &sections.credits),
    ];
    parts.into_iter().filter_map(|(category, ja, en, text)| note(category, lang.words().pick(ja, en), text)).collect()
}

fn note(category: NoteCategory, title: &str, text: &str) -> Option<Note> {
    (!text.trim().is_empty()).then(|| Note { category, text: text.trim().to_owned(), title: title.to_owned() })
}

fn references(facts: &AdvisoryFacts, lang: Lang) -> Vec<Reference> {
    let itself = |summary: &str, url| Reference { category: ReferenceCategory::Itself, summary: summary.to_owned(), url };
    vec![
        itself(lang.words().pick("CSAF文書", "CSAF document"), format!("{}/{}", facts.org.site(), tree::csaf_path(facts))),
        itself(lang.words().pick("日本語のページ", "Page in Japanese"), facts.page_url(Lang::Ja)),
        itself(lang.words().pick("英語のページ", "Page in English"), facts.page_url(Lang::En)),
    ]
}

/// Products in the order of the table, each release once.
fn product_tree(facts: &AdvisoryFacts, lang: Lang) -> ProductTree {
    let mut products: Vec<ProductLine> = Vec::new();
    for row in &facts.products {
        let version = ProductVersion {
            version: row.version.clone(),
            range: false,
            product_id: row.release(),
            name: row.name(),
            purl: None,
            cpe: None,
        };
        match products.iter_mut().find(|line| line.name == row.product_name) {
            Some(line) if line.versions.iter().any(|v| v.product_id == version.product_id) => {}
            Some(line) => line.versions.push(version),
            None => products.push(ProductLine { name: row.product_name.clone(), versions: vec![version] }),
        }
    }
    ProductTree { vendor: facts.org.name(lang).to_owned(), products }
}

fn vulnerability(facts: &AdvisoryFacts, of: &VulnerabilityFacts, lang: Lang) -> Vulnerability {
    let rows: Vec<&ProductRow> = facts.products.iter().filter(|row| row.vulnerability.as_ref().is_none_or(|id| *id == of.id)).collect();
    let by = |status| rows.iter().filter(|row| row.status == status).map(|row| row.release()).collect::<Vec<_>>();
    let product_status = StatusLists {
        fixed: by(VexStatus::Fixed),
        known_affected: by(VexStatus::Affected),
        known_not_affected: by(VexStatus::NotAffected),
        recommended: Vec::new(),
        under_investigation: by(VexStatus::UnderInvestigation),
    };
    let title = lang.words().pick(&of.title_ja, &of.title_en);
    let cve = is_cve(&of.id).then(|| of.id.clone());
    let ids = if cve.is_none() { vec![Id { system_name: facts.org.psirt_name.clone(), text: of.id.clone() }] } else { Vec::new() };
    let mut notes: Vec<Note> = Vec::new();
    notes.extend(note(NoteCategory::Description, lang.words().pick("概要", "Summary"), &facts.sections(lang).summary));
    // CSAF 2.0 has no place for version 4 scores but words.
    if let Some((vector, tenths)) = &of.cvss40 {
        notes.extend(note(NoteCategory::Other, "CVSS 4.0", &format!("{vector} ({}.{})", tenths / 10, tenths % 10)));
    }
    let affected = product_status.known_affected.clone();
    let score = of.cvss31.as_ref().and_then(|(vector, _)| CvssV3::parse(vector)).filter(|_| !affected.is_empty());
    Vulnerability {
        cve,
        ids,
        title: title.to_owned(),
        cwe: of.cwe.as_ref().and_then(|id| Some(Cwe { id: id.clone(), name: cwe::name(id)?.to_owned() })),
        notes,
        product_status,
        flags: flags(&rows),
        threats: threats(&rows),
        remediations: remediations(&rows, facts, lang),
        scores: score.map(|cvss_v3| Score { cvss_v3, products: affected }).into_iter().collect(),
        references: Vec::new(),
        acknowledgments: Vec::new(),
    }
}

fn is_cve(id: &str) -> bool {
    let Some((year, number)) = id.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')) else { return false };
    year.len() == 4 && number.len() >= 4 && [year, number].iter().all(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn flags(rows: &[&ProductRow]) -> Vec<Flag> {
    let label = |why| match why {
        Justification::ComponentNotPresent => FlagLabel::ComponentNotPresent,
        Justification::VulnerableCodeNotPresent => FlagLabel::VulnerableCodeNotPresent,
        Justification::VulnerableCodeNotInExecutePath => FlagLabel::VulnerableCodeNotInExecutePath,
        Justification::VulnerableCodeCannotBeControlledByAdversary => FlagLabel::VulnerableCodeCannotBeControlledByAdversary,
        Justification::InlineMitigationsAlreadyExist => FlagLabel::InlineMitigationsAlreadyExist,
    };
    let mut flags: Vec<Flag> = Vec::new();
    for row in rows.iter().filter(|row| row.status == VexStatus::NotAffected) {
        let Some(label) = row.justification.map(label) else { continue };
        match flags.iter_mut().find(|flag| flag.label == label) {
            Some(flag) => flag.product_ids.push(row.release()),
            None => flags.push(Flag { label, product_ids: vec![row.release()] }),
        }
    }
    flags
}

/// Impact statements; releases with the same words share one.
fn threats(rows: &[&ProductRow]) -> Vec<Threat> {
    let mut threats: Vec<Threat> = Vec::new();
    for row in rows.iter().filter(|row| row.status == VexStatus::NotAffected && !row.statement.trim().is_empty()) {
        let details = row.statement.trim();
        match threats.iter_mut().find(|threat| threat.details == details) {
            Some(threat) => threat.product_ids.push(row.release()),
            None => {
                threats.push(Threat { category: ThreatCategory::Impact, details: details.to_owned(), product_ids: vec![row.release()] })
            }
        }
    }
    threats
}

/// What to do about affected releases; releases with the same words share one.
fn remediations(rows: &[&ProductRow], facts: &AdvisoryFacts, lang: Lang) -> Vec<Remediation> {
    let url = Some(facts.page_url(lang));
    let mut found: Vec<Remediation> = Vec::new();
    for row in rows.iter().filter(|row| row.status == VexStatus::Affected) {
        for (category, details) in remedies(row, lang) {
            let url = url.clone().filter(|_| category == RemediationCategory::VendorFix);
            match found.iter_mut().find(|r| r.category == category && r.details == details) {
                Some(remediation) => remediation.product_ids.push(row.release()),
                None => found.push(Remediation { category, details, product_ids: vec![row.release()], url }),
            }
        }
    }
    found
}

fn remedies(row: &ProductRow, lang: Lang) -> Vec<(RemediationCategory, String)> {
    let (action, mitigation) = (row.action.trim(), row.mitigation.trim());
    let joined = |first: String| if action.is_empty() { first } else { format!("{first}\n{action}") };
    let mut remedies = Vec::new();
    if !row.fix_version.is_empty() {
        remedies.push((RemediationCategory::VendorFix, joined(update_to(&row.fix_version, row.delivery, lang))));
    } else if row.no_fix {
        let none = lang.words().pick("修正版は提供しません。", "There will be no fix.");
        remedies.push((RemediationCategory::NoFixPlanned, joined(none.to_owned())));
    } else if !action.is_empty() {
        remedies.push((RemediationCategory::Workaround, action.to_owned()));
    }
    if !mitigation.is_empty() {
        remedies.push((RemediationCategory::Mitigation, mitigation.to_owned()));
    }
    if remedies.is_empty() {
        let none = lang.words().pick("修正版はまだありません。", "There is no fix yet.");
        remedies.push((RemediationCategory::NoneAvailable, none.to_owned()));
    }
    remedies
}

/// What a user does to get a fix.
pub(crate) fn update_to(version: &str, delivery: Delivery, lang: Lang) -> String {
    match (lang, delivery) {
        (Lang::Ja, Delivery::Undecided) => format!("バージョン{version}に更新してください。"),
        (Lang::Ja, Delivery::Ota) => format!("バージョン{version}に更新してください(自動配信)。"),
        (Lang::Ja, Delivery::Download) => format!("バージョン{version}をダウンロードして更新してください。"),
        (Lang::Ja, Delivery::ServiceVisit) => format!("バージョン{version}への更新は、サービス担当者が訪問して行います。"),
        (Lang::Ja, Delivery::Replacement) => format!("バージョン{version}の製品と交換してください。"),
        (Lang::En, Delivery::Undecided) => format!("Update to version {version}."),
        (Lang::En, Delivery::Ota) => format!("Update to version {version} (delivered over the air)."),
        (Lang::En, Delivery::Download) => format!("Download version {version} and update."),
        (Lang::En, Delivery::ServiceVisit) => format!("A service engineer visits to update to version {version}."),
        (Lang::En, Delivery::Replacement) => format!("Have the unit replaced by one with version {version}."),
    }
}
