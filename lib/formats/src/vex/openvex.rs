//! OpenVEX 0.2, and 0.0.x as older tools write it.

use super::{Copies, Document, Justification, PRODUCTS_MAX, Product, STATEMENTS_MAX, Statement, Status};
use crate::json::lenient::{List, Object, Text, TextOr};
use crate::problem::{Problem, Problems, quote};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The context of documents that are written.
pub const CONTEXT: &str = "https://openvex.dev/ns/v0.2.0";
/// Deepest nesting of parts within products that is read.
const PARTS_DEEP_MAX: usize = 8;

#[derive(Deserialize, Default)]
struct Raw<'a> {
    #[serde(borrow, default, rename = "@id")]
    id: Text<'a>,
    #[serde(borrow, default)]
    author: Text<'a>,
    #[serde(borrow, default)]
    role: Text<'a>,
    #[serde(borrow, default)]
    timestamp: Text<'a>,
    #[serde(borrow, default)]
    last_updated: Text<'a>,
    #[serde(borrow, default)]
    version: Edition<'a>,
    #[serde(borrow, default)]
    tooling: Text<'a>,
    #[serde(borrow, default)]
    statements: List<Object<RawStatement<'a>>>,
}

/// A number, or a text as 0.0.x has it.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Edition<'a> {
    Number(u64),
    Text(Cow<'a, str>),
    Other(serde::de::IgnoredAny),
    #[default]
    Absent,
}

#[derive(Deserialize, Default)]
struct RawStatement<'a> {
    #[serde(borrow, default, rename = "@id")]
    id: Text<'a>,
    #[serde(borrow, default)]
    vulnerability: TextOr<'a, RawVulnerability<'a>>,
    #[serde(borrow, default)]
    vuln_description: Text<'a>,
    #[serde(borrow, default)]
    timestamp: Text<'a>,
    #[serde(borrow, default)]
    last_updated: Text<'a>,
    #[serde(borrow, default)]
    products: List<TextOr<'a, RawProduct<'a>>>,
    #[serde(borrow, default)]
    subcomponents: List<TextOr<'a, RawProduct<'a>>>,
    #[serde(borrow, default)]
    status: Text<'a>,
    #[serde(borrow, default)]
    status_notes: Text<'a>,
    #[serde(borrow, default)]
    justification: Text<'a>,
    #[serde(borrow, default)]
    impact_statement: Text<'a>,
    #[serde(borrow, default)]
    action_statement: Text<'a>,
}

#[derive(Deserialize, Default)]
struct RawVulnerability<'a> {
    #[serde(borrow, default, rename = "@id")]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    aliases: List<Text<'a>>,
}

#[derive(Deserialize, Default)]
struct RawProduct<'a> {
    #[serde(borrow, default, rename = "@id")]
    id: Text<'a>,
    #[serde(borrow, default)]
    identifiers: BTreeMap<Cow<'a, str>, Text<'a>>,
    #[serde(borrow, default)]
    hashes: BTreeMap<Cow<'a, str>, Text<'a>>,
    #[serde(borrow, default)]
    subcomponents: List<TextOr<'a, RawProduct<'a>>>,
}

/// Reads a document; a statement that says nothing clear is a problem, and the others stay.
///
/// # Errors
/// The bytes are no OpenVEX at all: not JSON, or too much.
pub fn read(bytes: &[u8]) -> Result<(Document, Vec<Problem>), Problem> {
    let mut problems = Problems::default();
    let raw: Option<Raw<'_>> = crate::json::record(crate::json::trim_start(bytes), String::new, &mut problems);
    let Some(raw) = raw else {
        return Err(problems.into_vec().pop().unwrap_or_else(|| Problem::new("record.not_json", "", "no JSON")));
    };
    let mut document = Document {
        id: raw.id.owned().unwrap_or_default(),
        author: raw.author.owned().unwrap_or_default(),
        role: raw.role.owned(),
        issued: raw.timestamp.owned(),
        updated: raw.last_updated.owned(),
        version: match &raw.version {
            Edition::Number(number) => Some(number.to_string()),
            Edition::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Edition::Other(_) | Edition::Absent => None,
        },
        tooling: raw.tooling.owned(),
        statements: Vec::new(),
    };
    if raw.statements.wrong {
        problems.note("vex.no_statements", "/statements", "not a list");
    }
    let (mut products, mut copies) = (0, Copies::default());
    for (at, item) in raw.statements.items.iter().enumerate() {
        let pointer = format!("/statements/{at}");
        if at >= STATEMENTS_MAX || products > PRODUCTS_MAX {
            problems.note("vex.too_many", pointer, format!("only the first {at} statements were read"));
            break;
        }
        let Some(item) = item.get() else {
            problems.note("vex.bad_statement", pointer, "not an object");
            continue;
        };
        if let Some(statement) = statement(item, pointer, &mut copies, &mut problems) {
            products += statement.products.len();
            document.statements.push(statement);
        }
    }
    Ok((document, problems.into_vec()))
}

fn statement(raw: &RawStatement<'_>, pointer: String, copies: &mut Copies, problems: &mut Problems) -> Option<Statement> {
    let (name, aliases, description) = match &raw.vulnerability {
        TextOr::Text(text) => (Some(text.to_string()), Vec::new(), raw.vuln_description.owned()),
        TextOr::Is(object) => {
            let name = object.name.owned().or_else(|| object.id.get().map(|id| id.rsplit('/').next().unwrap_or(id).to_owned()));
            (name, object.aliases.items.iter().filter_map(Text::owned).collect(), object.description.owned())
        }
        TextOr::Absent | TextOr::Wrong => (None, Vec::new(), None),
    };
    let Some(name) = name else {
        problems.note("vex.no_vulnerability", pointer + "/vulnerability", "names no vulnerability");
        return None;
    };
    let Some(status) = raw.status.get().and_then(Status::of_key) else {
        let given = raw.status.get().map_or_else(|| "missing".to_owned(), quote);
        problems.note("vex.bad_status", pointer + "/status", given);
        return None;
    };
    let justification = raw.justification.get().and_then(|word| {
        let known = Justification::of_key(word);
        if known.is_none() {
            problems.note("vex.bad_justification", format!("{pointer}/justification"), quote(word));
        }
        known
    });
    let mut products = products(&raw.products, PARTS_DEEP_MAX, &format!("{pointer}/products"), problems);
    // Parts of 0.0.x stand beside the products and belong to all of them.
    let parts = self::products(&raw.subcomponents, 1, &format!("{pointer}/subcomponents"), problems);
    let weight: usize = parts.iter().map(Product::weight).sum();
    if copies.take(weight.saturating_mul(products.len())) {
        for product in &mut products {
            product.parts.extend(parts.iter().cloned());
        }
    } else {
        problems.note("vex.too_large", format!("{pointer}/subcomponents"), "parts of too many products");
    }
    Some(Statement {
        id: raw.id.owned(),
        aliases,
        description,
        products,
        status_notes: raw.status_notes.owned(),
        justification,
        impact: raw.impact_statement.owned(),
        action: raw.action_statement.owned(),
        issued: raw.timestamp.owned(),
        updated: raw.last_updated.owned(),
        ..Statement::new(name, status, pointer)
    })
}

fn products(list: &List<TextOr<'_, RawProduct<'_>>>, deep: usize, pointer: &str, problems: &mut Problems) -> Vec<Product> {
    let mut out = Vec::with_capacity(list.items.len());
    for (at, item) in list.items.iter().enumerate() {
        match item {
            TextOr::Text(text) => out.push(Product::of_identifier(text)),
            TextOr::Is(raw) => {
                let here = format!("{pointer}/{at}");
                let mut product = raw.id.get().map(Product::of_identifier).unwrap_or_default();
                for (kind, text) in raw.identifiers.iter().filter_map(|(kind, text)| Some((kind, text.get()?))) {
                    let before = product.purls.len() + product.cpes.len();
                    product.identify(text);
                    if before == product.purls.len() + product.cpes.len() && Product::of_identifier(text).reference.is_some() {
                        problems.note("vex.bad_identifier", format!("{here}/identifiers/{kind}"), quote(text));
                    }
                }
                let hash = |(kind, text): (&Cow<'_, str>, &Text<'_>)| Some((kind.to_string(), text.get()?.to_lowercase()));
                product.hashes = raw.hashes.iter().filter_map(hash).collect();
                if deep > 0 {
                    product.parts = products(&raw.subcomponents, deep - 1, &format!("{here}/subcomponents"), problems);
                } else if !raw.subcomponents.items.is_empty() {
                    problems.note("vex.too_deep", format!("{here}/subcomponents"), "parts within parts are not read further");
                }
                out.push(product);
            }
            TextOr::Absent | TextOr::Wrong => problems.note("vex.bad_product", format!("{pointer}/{at}"), "neither text nor object"),
        }
    }
    out
}

/// What a document lacks that OpenVEX 0.2 asks for, beside the problems of [`read`].
#[must_use]
pub fn lacks(document: &Document) -> Vec<Problem> {
    let missing = [
        (document.id.is_empty(), "vex.no_id", "/@id"),
        (document.author.is_empty(), "vex.no_author", "/author"),
        (document.issued.is_none(), "vex.no_timestamp", "/timestamp"),
        (document.statements.is_empty(), "vex.no_statements", "/statements"),
    ];
    let mut problems: Vec<Problem> =
        missing.into_iter().filter(|(missing, ..)| *missing).map(|(_, code, place)| Problem::new(code, place, "missing")).collect();
    super::convert::missing_reasons(document, &mut problems);
    problems
}

/// Writes a document; the same document gives the same bytes. `issued` must be set for the result to be valid.
#[must_use]
pub fn write(document: &Document) -> Vec<u8> {
    crate::pretty::bytes(&Out {
        context: CONTEXT,
        id: &document.id,
        author: &document.author,
        role: document.role.as_deref(),
        timestamp: document.issued.as_deref(),
        last_updated: document.updated.as_deref(),
        version: document.version.as_deref().and_then(|version| version.parse().ok()).unwrap_or(1),
        tooling: document.tooling.as_deref(),
        statements: document.statements.iter().map(OutStatement::of).collect(),
    })
}

#[derive(Serialize)]
struct Out<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    author: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_updated: Option<&'a str>,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tooling: Option<&'a str>,
    statements: Vec<OutStatement<'a>>,
}

#[derive(Serialize)]
struct OutStatement<'a> {
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    vulnerability: OutVulnerability<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_updated: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    products: Vec<OutProduct<'a>>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_notes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_statement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_statement: Option<&'a str>,
}

#[derive(Serialize)]
struct OutVulnerability<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
}

#[derive(Serialize)]
struct OutProduct<'a> {
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    identifiers: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    hashes: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subcomponents: Vec<Self>,
}

impl<'a> OutStatement<'a> {
    fn of(statement: &'a Statement) -> Self {
        Self {
            id: statement.id.as_deref(),
            vulnerability: OutVulnerability {
                name: &statement.vulnerability,
                description: statement.description.as_deref(),
                aliases: &statement.aliases,
            },
            timestamp: statement.issued.as_deref(),
            last_updated: statement.updated.as_deref(),
            products: statement.products.iter().map(OutProduct::of).collect(),
            status: statement.status.key(),
            status_notes: statement.status_notes.as_deref(),
            justification: statement.justification.map(Justification::key),
            impact_statement: statement.impact.as_deref(),
            action_statement: statement.action.as_deref(),
        }
    }
}

impl<'a> OutProduct<'a> {
    fn of(product: &'a Product) -> Self {
        // One identifier stands as the id; those of another kind stand beside it.
        let id = product.reference.as_deref().or_else(|| product.identifier());
        let mut identifiers = BTreeMap::new();
        for (kind, text) in [("purl", product.purls.first()), ("cpe23", product.cpes.first())] {
            if let Some(text) = text.filter(|text| Some(text.as_str()) != id) {
                identifiers.insert(kind, text.as_str());
            }
        }
        Self {
            id,
            identifiers,
            hashes: product.hashes.iter().map(|(kind, value)| (kind.as_str(), value.as_str())).collect(),
            subcomponents: product.parts.iter().map(Self::of).collect(),
        }
    }
}
