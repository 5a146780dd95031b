//! Every reader that the other benches leave out, beside plain typed `serde_json` that holds the same fields, or beside the bare tokenizer
//! of its syntax, over the folders of the unpacked corpus below the one that `HINOMI_READERS` names.

use formats::sbom::{self, Target};
use hinomi_peers::{files, json_files, time, weight};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::hint::black_box;
use std::path::Path;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of each measurement at least; what there is less of is read several times.
const BYTES_MIN: usize = 8_000_000;

type Text = Option<String>;

/// Structs whose members may all be absent.
macro_rules! plain {
    ($case:literal: $($name:ident { $($field:ident $(as $key:literal)?: $kind:ty),* })*) => {
        $(
            #[derive(Deserialize, Default)]
            #[serde(default, rename_all = $case)]
            struct $name {
                $($(#[serde(rename = $key)])? $field: $kind,)*
            }
        )*
    };
}

plain! { "camelCase":
    CveRecord { data_version: Text, cve_metadata: CveMeta, containers: Containers }
    CveMeta { cve_id: Text, state: Text, date_published: Text, date_updated: Text, date_rejected: Text }
    Containers { cna: Container, adp: Vec<Container> }
    Container {
        provider_metadata: Provider, title: Text, descriptions: Vec<Words>, rejected_reasons: Vec<Words>, affected: Vec<Product>,
        cpe_applicability: Vec<Element>, metrics: Vec<CveMetric>, problem_types: Vec<ProblemType>, references: Vec<Reference>
    }
    Provider { org_id: Text, short_name: Text }
    Words { lang: Text, value: Text, description: Text, cwe_id: Text }
    Product {
        vendor: Text, product: Text, collection as "collectionURL": Text, package_name: Text, purl as "packageURL": Text, repo: Text,
        cpes: Vec<String>, default_status: Text, versions: Vec<Version>
    }
    Version { version: Text, status: Text, version_type: Text, less_than: Text, less_than_or_equal: Text, changes: Vec<Change> }
    Change { at: Text, status: Text }
    CveMetric {
        v2_0 as "cvssV2_0": Option<Cvss>, v3_0 as "cvssV3_0": Option<Cvss>, v3_1 as "cvssV3_1": Option<Cvss>,
        v4_0 as "cvssV4_0": Option<Cvss>
    }
    Cvss { vector_string: Text }
    ProblemType { descriptions: Vec<Words> }
    Reference { url: Text }
    Element { operator: Text, negate: bool, nodes: Vec<Node> }
    Node { operator: Text, negate: bool, cpe_match: Vec<Match> }
    Match {
        vulnerable: bool, criteria: Text, version_start_including: Text, version_start_excluding: Text, version_end_including: Text,
        version_end_excluding: Text
    }
}

plain! { "camelCase":
    Catalogue { vulnerabilities: Vec<Exploited> }
    Exploited {
        id as "cveID": Text, vulnerability_name: Text, date_added: Text, short_description: Text, known_ransomware_campaign_use: Text,
        notes: Text, cwes: Vec<String>
    }
    NvdItem { annotation as "_annotation": Annotation, cve: Nvd }
    Annotation { cve_id as "cve_id": Text, description: Text, modified: Text }
    Nvd {
        id: Text, published: Text, last_modified: Text, vuln_status: Text, descriptions: Vec<Words>, metrics: NvdMetrics,
        weaknesses: Vec<Weakness>, configurations: Vec<Element>, references: Vec<Reference>
    }
    NvdMetrics {
        v40 as "cvssMetricV40": Vec<NvdMetric>, v31 as "cvssMetricV31": Vec<NvdMetric>, v30 as "cvssMetricV30": Vec<NvdMetric>,
        v2 as "cvssMetricV2": Vec<NvdMetric>
    }
    NvdMetric { source: Text, cvss_data: Cvss }
    Weakness { description: Vec<Words> }
}

plain! { "camelCase":
    Spdx {
        id as "SPDXID": Text, document_namespace: Text, external_document_refs: Vec<DocumentRef>, creation_info: Creation,
        document_describes: Vec<String>, packages: Vec<Package>, relationships: Vec<Relationship>
    }
    DocumentRef { external_document_id: Text, spdx_document: Text }
    Creation { created: Text, creators: Vec<String> }
    Package {
        id as "SPDXID": Text, name: Text, version_info: Text, supplier: Text, originator: Text, primary_package_purpose: Text,
        download_location: Text, homepage: Text, source_info: Text, copyright_text: Text, comment: Text, annotations: Vec<Comment>,
        license_concluded: Text, license_declared: Text, checksums: Vec<Checksum>, external_refs: Vec<ExternalRef>
    }
    Comment { comment: Text }
    Checksum { algorithm: Text, checksum_value: Text }
    ExternalRef { reference_type: Text, reference_locator: Text }
    Relationship { spdx_element_id: Text, relationship_type: Text, related_spdx_element: Text, comment: Text }
}

plain! { "snake_case":
    Csaf { document: CsafDocument, product_tree: Branch, vulnerabilities: Vec<Flaw> }
    CsafDocument { title: Text, tracking: Tracking }
    Tracking { id: Text, status: Text, initial_release_date: Text, current_release_date: Text }
    Branch {
        category: Text, name: Text, product: Option<FullName>, branches: Vec<Branch>, full_product_names: Vec<FullName>,
        relationships: Vec<Relation>, product_groups: Vec<Group>
    }
    FullName { product_id: Text, name: Text, product_identification_helper: Option<Helper> }
    Helper { cpe: Text, purl: Text }
    Relation { category: Text, product_reference: Text, relates_to_product_reference: Text, full_product_name: FullName }
    Group { group_id: Text, product_ids: Vec<String> }
    Flaw {
        cve: Text, title: Text, cwe: Option<Cwe>, ids: Vec<Id>, notes: Vec<Note>, references: Vec<Reference>, scores: Vec<Score>,
        product_status: Statuses, remediations: Vec<Said>, threats: Vec<Said>
    }
    Cwe { id: Text }
    Id { system_name: Text, text: Text }
    Note { category: Text, text: Text }
    Score { cvss_v2: Option<Vector>, cvss_v3: Option<Vector>, products: Vec<String> }
    Vector { vector_string as "vectorString": Text }
    Statuses {
        first_affected: Vec<String>, known_affected: Vec<String>, last_affected: Vec<String>, first_fixed: Vec<String>,
        fixed: Vec<String>, known_not_affected: Vec<String>, under_investigation: Vec<String>
    }
    Said { category: Text, details: Text, product_ids: Vec<String>, group_ids: Vec<String> }
}

/// The documents so often that the measurement lasts.
fn enough(documents: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let times = BYTES_MIN.div_ceil(weight(&documents).max(1));
    if documents.is_empty() { documents } else { documents.iter().cycle().take(documents.len() * times).cloned().collect() }
}

/// Measures a reader of JSON beside a typed one, over the documents that the typed one can read.
fn beside<T: DeserializeOwned>(name: &str, mut documents: Vec<Vec<u8>>, ours: impl Fn(&[u8])) {
    let found = documents.len();
    documents.retain(|document| serde_json::from_slice::<T>(document).is_ok());
    println!("\n{name}: {} of {found} documents, {:.1} MB", documents.len(), weight(&documents) as f64 / 1e6);
    let documents = enough(documents);
    time("serde_json, typed, owned", "documents", &documents, |document| {
        black_box(serde_json::from_slice::<T>(document).ok());
    });
    time("our reader", "documents", &documents, ours);
}

/// Measures a reader beside the bare tokenizer.
fn beside_tokens(name: &str, documents: Vec<Vec<u8>>, tokens: impl Fn(&[u8]), ours: impl Fn(&[u8])) {
    println!("\n{name}: {} documents, {:.1} MB", documents.len(), weight(&documents) as f64 / 1e6);
    let documents = enough(documents);
    time("tokens alone", "documents", &documents, tokens);
    time("our reader", "documents", &documents, ours);
}

/// Every event of an XML document, looked at and dropped.
fn events(document: &[u8]) {
    let Ok(text) = std::str::from_utf8(document) else { return };
    let mut reader = quick_xml::Reader::from_str(text);
    let mut count = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(event, quick_xml::events::Event::Eof) {
            break;
        }
        count += 1;
    }
    black_box(count);
}

/// Every row of a table, split into cells.
fn cells(document: &[u8]) {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(document);
    let mut row = csv::ByteRecord::new();
    let mut count = 0;
    while reader.read_byte_record(&mut row).unwrap_or(false) {
        count += row.len();
    }
    black_box(count);
}

/// Every line of a tag-value document, split at its tag.
fn tags(document: &[u8]) {
    let Ok(text) = std::str::from_utf8(document) else { return };
    let pairs = text.lines().filter_map(|line| line.split_once(':')).map(|(tag, value)| tag.len() + value.trim().len());
    black_box(pairs.sum::<usize>());
}

fn main() {
    let Some(folder) = std::env::var_os("HINOMI_READERS") else { return println!("HINOMI_READERS names no folder: nothing measured") };
    let of = |name: &str| Path::new(&folder).join(name);
    let list = |document: &[u8]| {
        black_box(sbom::read(document, &sbom::Options::default()).ok());
    };
    beside::<CveRecord>("CVE 5", json_files(&of("cve5-vulnrichment")), |document| {
        black_box(formats::cve5::read(document));
    });
    beside::<Catalogue>("KEV", json_files(&of("kev-2024-12-18")), |document| {
        black_box(formats::kev::read(document));
    });
    beside::<NvdItem>("NVD", json_files(&of("nvd-overrides")), |document| {
        black_box(formats::nvd::read(document));
    });
    beside::<Csaf>("CSAF as records", json_files(&of("csaf-cisa-2017-2021")), |document| {
        black_box(formats::csaf::records(document));
    });
    let scores = || files(&of("epss-2026-08-16-cve1999-2022"), "csv");
    beside_tokens("EPSS, row by row", scores(), cells, |document| {
        black_box(formats::epss::rows(document).count());
    });
    beside_tokens("EPSS as records", scores(), cells, |document| {
        black_box(formats::epss::read(document));
    });
    let examples = |extension: &str| files(&of("spdx-tools-java-testdata"), extension);
    let mut spdx = examples("json");
    spdx.retain(|document| sbom::read(document, &sbom::Options::default()).is_ok());
    beside::<Spdx>("SPDX 2 in JSON, examples", spdx, list);
    let as_spdx = |bytes: &Vec<u8>| {
        let read = sbom::read(bytes, &sbom::Options::default()).ok()?;
        Some(sbom::write(&read, Target::Spdx, "2026-11-25T00:00:00Z").0)
    };
    let generated = json_files(&of("sbom-generated")).iter().filter_map(as_spdx).collect();
    beside::<Spdx>("SPDX 2 in JSON, real lists written so by us", generated, list);
    let mut tagged = examples("spdx");
    tagged.retain(|document| sbom::read(document, &sbom::Options::default()).is_ok());
    beside_tokens("SPDX 2 as tag-value, examples", tagged, tags, list);
    let mut boms = files(&of("sbom-cyclonedx-bom-examples"), "xml");
    boms.retain(|document| sbom::read(document, &sbom::Options::default()).is_ok());
    beside_tokens("CycloneDX in XML", boms, events, list);
}
