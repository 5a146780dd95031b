//! What is written is read again as it was: CSAF of every profile, and VEX in every form.

use formats::csaf::{self, *};
use proptest::prelude::*;

/// Words as people write them: with marks, with Japanese, never blank at their ends.
fn words() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9あ影響]([a-zA-Z0-9あ影響 .:\"\\\\/<&\n-]{0,20}[a-z影])?"
}

fn instant() -> impl Strategy<Value = String> {
    (2020..2030, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}T09:30:00+09:00"))
}

fn note() -> impl Strategy<Value = Note> {
    let category = prop::sample::select(vec![
        NoteCategory::Description,
        NoteCategory::Details,
        NoteCategory::Faq,
        NoteCategory::General,
        NoteCategory::LegalDisclaimer,
        NoteCategory::Other,
        NoteCategory::Summary,
    ]);
    (category, words(), prop_oneof![Just(String::new()), words()]).prop_map(|(category, text, title)| Note { category, text, title })
}

fn reference() -> impl Strategy<Value = Reference> {
    (any::<bool>(), words(), "https://[a-z]{1,8}\\.example/[a-z0-9]{0,8}").prop_map(|(own, summary, url)| {
        let category = if own { ReferenceCategory::Itself } else { ReferenceCategory::External };
        Reference { category, summary, url }
    })
}

fn thanks() -> impl Strategy<Value = Acknowledgment> {
    (prop::collection::vec(words(), 1..3), prop::option::of(words()), prop::option::of(words()))
        .prop_map(|(names, organization, summary)| Acknowledgment { names, organization, summary })
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("P[0-9]", 1..4)
}

fn tree() -> impl Strategy<Value = ProductTree> {
    let version = (words(), any::<bool>(), "P[0-9]", words(), prop::option::of("pkg:npm/[a-z]{1,6}@1"), any::<bool>()).prop_map(
        |(version, range, product_id, name, purl, cpe)| ProductVersion {
            version,
            range,
            product_id,
            name,
            purl,
            cpe: cpe.then(|| "cpe:2.3:h:kakuu:cam:1.0:*:*:*:*:*:*:*".to_owned()),
        },
    );
    let line = (words(), prop::collection::vec(version, 1..3)).prop_map(|(name, versions)| ProductLine { name, versions });
    prop_oneof![
        Just(ProductTree::default()),
        (words(), prop::collection::vec(line, 1..3)).prop_map(|(vendor, products)| ProductTree { vendor, products })
    ]
}

fn vulnerability() -> impl Strategy<Value = Vulnerability> {
    let status = prop::collection::vec(prop_oneof![Just(Vec::new()), ids()], 5).prop_map(|lists| {
        let [fixed, known_affected, known_not_affected, recommended, under_investigation]: [Vec<String>; 5] = lists.try_into().unwrap();
        StatusLists { fixed, known_affected, known_not_affected, recommended, under_investigation }
    });
    let label = prop::sample::select(vec![
        FlagLabel::ComponentNotPresent,
        FlagLabel::InlineMitigationsAlreadyExist,
        FlagLabel::VulnerableCodeCannotBeControlledByAdversary,
        FlagLabel::VulnerableCodeNotInExecutePath,
        FlagLabel::VulnerableCodeNotPresent,
    ]);
    let remedy = prop::sample::select(vec![
        RemediationCategory::Mitigation,
        RemediationCategory::NoFixPlanned,
        RemediationCategory::NoneAvailable,
        RemediationCategory::VendorFix,
        RemediationCategory::Workaround,
    ]);
    let threat = prop::sample::select(vec![ThreatCategory::ExploitStatus, ThreatCategory::Impact, ThreatCategory::TargetSet]);
    let vector = prop::sample::select(vec!["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:N"]);
    let names = (
        prop::option::of("CVE-1900-[0-9]{4}"),
        prop::collection::vec((words(), words()), 0..2),
        prop_oneof![Just(String::new()), words()],
        any::<bool>(),
    );
    let said = (
        prop::collection::vec(note(), 0..3),
        status,
        prop::collection::vec((label, ids()), 0..2),
        prop::collection::vec((threat, words(), prop_oneof![Just(Vec::new()), ids()]), 0..2),
        prop::collection::vec((remedy, words(), ids(), prop::option::of("https://[a-z]{1,5}\\.example/")), 0..2),
        prop::collection::vec((vector, ids()), 0..2),
        prop::collection::vec(reference(), 0..2),
        prop::collection::vec(thanks(), 0..2),
    );
    (names, said).prop_map(
        |((cve, ids, title, weak), (notes, product_status, flags, threats, remedies, scores, references, acknowledgments))| Vulnerability {
            cve,
            ids: ids.into_iter().map(|(system_name, text)| Id { system_name, text }).collect(),
            title,
            cwe: weak.then(|| Cwe { id: "CWE-79".to_owned(), name: "x".to_owned() }),
            notes,
            product_status,
            flags: flags.into_iter().map(|(label, product_ids)| Flag { label, product_ids }).collect(),
            threats: threats.into_iter().map(|(category, details, product_ids)| Threat { category, details, product_ids }).collect(),
            remediations: remedies
                .into_iter()
                .map(|(category, details, product_ids, url)| Remediation { category, details, product_ids, url })
                .collect(),
            scores: scores.into_iter().map(|(vector, products)| Score { cvss_v3: CvssV3::parse(vector).unwrap(), products }).collect(),
            references,
            acknowledgments,
        },
    )
}

fn document() -> impl Strategy<Value = Document> {
    let category = prop::sample::select(vec![
        Category::CsafBase,
        Category::CsafInformationalAdvisory,
        Category::CsafSecurityIncidentResponse,
        Category::CsafSecurityAdvisory,
        Category::CsafVex,
    ]);
    let publisher = prop::sample::select(vec![
        PublisherCategory::Coordinator,
        PublisherCategory::Discoverer,
        PublisherCategory::Other,
        PublisherCategory::Translator,
        PublisherCategory::User,
        PublisherCategory::Vendor,
    ]);
    let status = prop::sample::select(vec![Status::Draft, Status::Final, Status::Interim]);
    let tlp = prop::sample::select(vec![Tlp::Amber, Tlp::Green, Tlp::Red, Tlp::White]);
    let revision = (instant(), prop::option::of(words()), "[1-9]", words()).prop_map(|(date, legacy_version, number, summary)| Revision {
        date,
        legacy_version,
        number,
        summary,
    });
    let tracking =
        (words(), "[1-9]", status, instant(), instant(), prop::collection::vec(revision, 1..3), prop::option::of((words(), words())))
            .prop_map(|(id, version, status, initial_release_date, current_release_date, revision_history, generator)| Tracking {
                id,
                version,
                status,
                initial_release_date,
                current_release_date,
                revision_history,
                generator,
            });
    let who = (publisher, words(), prop_oneof![Just(String::new()), words()], prop_oneof![Just(String::new()), words()]).prop_map(
        |(category, name, contact_details, issuing_authority)| Publisher {
            category,
            contact_details,
            issuing_authority,
            name,
            namespace: "https://kakuu.example".to_owned(),
        },
    );
    let head = (
        category,
        words(),
        prop::sample::select(vec!["ja", "en"]),
        prop::option::of(Just("ja".to_owned())),
        tlp,
        prop_oneof![Just(String::new()), words()],
        prop::option::of(words()),
    );
    let lists = (prop::collection::vec(note(), 0..3), prop::collection::vec(reference(), 0..3), prop::collection::vec(thanks(), 0..2));
    (head, who, tracking, lists, tree(), prop::collection::vec(vulnerability(), 0..3)).prop_map(
        |(
            (category, title, lang, source_lang, tlp, distribution_text, aggregate_severity),
            publisher,
            tracking,
            (notes, references, acknowledgments),
            product_tree,
            vulnerabilities,
        )| Document {
            category,
            title,
            lang: lang.to_owned(),
            source_lang,
            tlp,
            distribution_text,
            aggregate_severity,
            publisher,
            tracking,
            notes,
            references,
            acknowledgments,
            product_tree,
            vulnerabilities,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn csaf_of_every_profile_is_read_as_it_was_written(document in document()) {
        let bytes = csaf::write(&document);
        let again = csaf::read(&bytes).unwrap();
        prop_assert_eq!(&again, &document);
        prop_assert_eq!(csaf::write(&again), bytes);
    }
}

#[test]
fn what_the_model_cannot_hold_is_refused_with_its_place() {
    assert_eq!(csaf::read(b"{\"document\": {}}").unwrap_err().code, "csaf.unreadable");
    let problem = csaf::read(b"{\n\"document\": 7}").unwrap_err();
    assert!(problem.pointer.starts_with("line 2"), "{problem:?}");
}
