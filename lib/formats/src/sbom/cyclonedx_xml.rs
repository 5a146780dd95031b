//! CycloneDX in XML (schemas 1.2 to 1.7), read as a stream; entities of a DTD are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::build::{Builder, Draft, short};
use super::{Hash, Options, SBOM_DEPENDENCIES_MAX, Sbom, SbomFault};

/// Longest text of one element that is kept, in bytes.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// Most hashes, licences and identities that are read of one component.
const VALUES_MAX: usize = 1_000;

/// Reads the text.
pub(super) fn read(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom, SbomFault> {
    let mut walk = Walk {
        builder: Builder::new(format!("CycloneDX {version}"), options),
        depth_max,
        path: Vec::new(),
        open: Vec::new(),
        ended: Vec::new(),
        begun: 0,
        counts: vec![0],
        text: String::new(),
        attribute: None,
        dependency: Vec::new(),
    };
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|error| match error {
            quick_xml::Error::Syntax(_) => SbomFault::Truncated { byte: text.len() },
            _ => not_xml(text, reader.error_position()),
        })?;
        let position = reader.buffer_position();
        match event {
            Event::Start(element) => walk.start(&element).map_err(|stop| stop.fault(text, position))?,
            Event::Empty(element) => {
                walk.start(&element).map_err(|stop| stop.fault(text, position))?;
                walk.end()?;
            }
            Event::End(_) => walk.end()?,
            Event::Text(piece) => walk.push_text(&piece.xml10_content()),
            Event::CData(piece) => walk.push_text(&piece.xml10_content()),
            Event::GeneralRef(reference) => match resolve(&reference) {
                Some(letter) => walk.push_text(letter.encode_utf8(&mut [0; 4])),
                None => return Err(not_xml(text, position)),
            },
            Event::Eof if walk.path.is_empty() => return walk.builder.finish(),
            Event::Eof => return Err(SbomFault::Truncated { byte: text.len() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The letter of a numeric reference or of one of XML's own five; none for an entity of a DTD.
pub(super) fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    let name: &str = reference;
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn not_xml(text: &str, position: u64) -> SbomFault {
    let end = usize::try_from(position).unwrap_or(text.len()).min(text.len());
    let line = text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() + 1;
    SbomFault::Schema { format: "XML".to_owned(), n: 1, pointer: format!("line {line}") }
}

/// Why the walk cannot go on.
enum Stop {
    TooMany(usize),
    TooDeep(String),
    NotXml,
}

impl Stop {
    fn fault(self, text: &str, position: u64) -> SbomFault {
        match self {
            Self::TooMany(limit) => SbomFault::TooLarge { limit },
            Self::TooDeep(pointer) => SbomFault::Schema { format: "CycloneDX".to_owned(), n: 1, pointer },
            Self::NotXml => not_xml(text, position),
        }
    }
}

/// A component whose element is open.
struct OpenComponent {
    /// Depth of its element.
    depth: usize,
    order: usize,
    draft: Draft,
    group: Option<String>,
    suppliers: [Option<String>; 4],
    subject: bool,
}

struct Walk<'o> {
    builder: Builder<'o>,
    depth_max: usize,
    /// Local names from the root.
    path: Vec<String>,
    open: Vec<OpenComponent>,
    /// Components that ended inside one that is open, with their order of beginning.
    ended: Vec<(usize, Draft)>,
    /// Components begun so far.
    begun: usize,
    /// Number of components met in each open list, the outermost first; one more than `open`.
    counts: Vec<usize>,
    text: String,
    /// The attribute that the open element's text needs: `alg` of a hash, `name` of a property.
    attribute: Option<String>,
    /// References of the dependency elements that are open.
    dependency: Vec<Option<usize>>,
}

/// Whether a path is one of a component: of the list, of the subject, or nested in one of these.
fn is_component(path: &[String]) -> bool {
    let rest = match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bom", "metadata", "component", ..] => &path[3..],
        ["bom", "components", "component", ..] => &path[3..],
        _ => return false,
    };
    rest.len().is_multiple_of(2) && rest.chunks(2).all(|pair| pair[0] == "components" && pair[1] == "component")
}

impl Walk<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Stop> {
        let name = element.local_name();
        let name: &str = name.as_ref();
        if self.path.len() >= self.depth_max {
            return Err(Stop::TooDeep(self.path.iter().take(16).map(|name| format!("/{}", short(name))).collect()));
        }
        self.path.push(name.to_owned());
        self.text.clear();
        self.attribute = None;
        let attribute = |key: &str| -> Result<Option<String>, Stop> {
            let found = element.try_get_attribute(key).map_err(|_| Stop::NotXml)?;
            let value = found.map(|found| found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|value| value.trim().to_owned()));
            Ok(value.transpose().map_err(|_| Stop::NotXml)?.filter(|value| !value.is_empty()))
        };
        if name == "component" && is_component(&self.path) {
            let (reference, kind) = (attribute("bom-ref")?, attribute("type")?);
            if self.begun > self.builder.components_max() {
                return Err(Stop::TooMany(self.builder.components_max()));
            }
            self.start_component(reference, kind);
        } else {
            self.attribute = match name {
                "hash" => attribute("alg")?,
                "property" => attribute("name")?,
                "dependency" if self.path.len() >= 3 && self.path[1] == "dependencies" => {
                    let reference = attribute("ref")?;
                    if self.builder.sbom.dependencies.len() >= SBOM_DEPENDENCIES_MAX {
                        return Err(Stop::TooMany(self.builder.components_max()));
                    }
                    self.start_dependency(reference);
                    None
                }
                "service"
                    if self.path.len() >= 3
                        && self.path[1] == "services"
                        && self.path.iter().skip(1).all(|name| name.starts_with("service")) =>
                {
                    if let Some(reference) = attribute("bom-ref")? {
                        self.builder.reserve(&reference, "/bom/services");
                    }
                    None
                }
                "bom" if self.path.len() == 1 => {
                    self.builder.sbom.serial = attribute("serialNumber")?;
                    None
                }
                _ => None,
            };
        }
        Ok(())
    }

    fn start_component(&mut self, reference: Option<String>, kind: Option<String>) {
        let subject = self.path.len() == 3 && self.path[1] == "metadata";
        let parent = self.open.last();
        let pointer = if subject {
            "/bom/metadata/component".to_owned()
        } else {
            let count = self.counts.last_mut().map_or(1, |count| {
                *count += 1;
                *count
            });
            format!("{}/components/component[{count}]", parent.map_or("/bom", |parent| &parent.draft.pointer))
        };
        self.builder.broken_if(kind.is_none(), &pointer, "/@type");
        let nested_in = parent.map(|parent| parent.draft.reference());
        let draft = Draft { reference, kind, pointer, nested_in, ..Draft::default() };
        self.begun += 1;
        self.open.push(OpenComponent {
            depth: self.path.len(),
            order: self.begun,
            draft,
            group: None,
            suppliers: [None, None, None, None],
            subject,
        });
        self.counts.push(0);
    }

    fn start_dependency(&mut self, reference: Option<String>) {
        let Some(reference) = reference else {
            self.builder.broken("/bom/dependencies/dependency/@ref");
            self.dependency.push(None);
            return;
        };
        if let Some(Some(parent)) = self.dependency.last() {
            self.builder.sbom.dependencies[*parent].1.push(reference.clone());
        }
        self.builder.sbom.dependencies.push((reference, Vec::new()));
        self.dependency.push(Some(self.builder.sbom.dependencies.len() - 1));
    }

    fn push_text(&mut self, piece: &str) {
        if self.text.len() + piece.len() <= TEXT_BYTES_MAX {
            self.text.push_str(piece);
        }
    }

    fn end(&mut self) -> Result<(), SbomFault> {
        let depth = self.path.len();
        if self.open.last().is_some_and(|open| open.depth == depth) {
            self.end_component()?;
        } else {
            let text = std::mem::take(&mut self.text);
            let text = text.trim();
            if !text.is_empty() {
                self.value(text);
            }
            if self.path.last().is_some_and(|name| name == "dependency") && self.path.get(1).is_some_and(|name| name == "dependencies") {
                self.dependency.pop();
            }
        }
        self.path.pop();
        self.text.clear();
        Ok(())
    }

    fn end_component(&mut self) -> Result<(), SbomFault> {
        self.counts.pop();
        let Some(mut open) = self.open.pop() else { return Ok(()) };
        if open.draft.name.is_none() {
            self.builder.broken(format!("{}/name", open.draft.pointer));
        }
        if let (Some(group), Some(name)) = (open.group, &mut open.draft.name) {
            *name = format!("{group}/{name}");
        }
        open.draft.supplier = open.suppliers.into_iter().flatten().next();
        if open.subject {
            self.builder.subject(open.draft);
        } else {
            self.ended.push((open.order, open.draft));
        }
        if self.open.is_empty() {
            self.ended.sort_unstable_by_key(|(order, _)| *order);
            for (_, draft) in self.ended.drain(..) {
                self.builder.component(draft)?;
            }
        }
        Ok(())
    }

    /// Takes the text of the element that ends.
    fn value(&mut self, text: &str) {
        let attribute = self.attribute.take();
        let Some(open) = self.open.last_mut() else {
            if self.path.len() == 3 && self.path[1] == "metadata" && self.path[2] == "timestamp" {
                self.builder.sbom.created = Some(text.to_owned());
            }
            return;
        };
        let draft = &mut open.draft;
        let inside = self.path[open.depth..].iter().map(String::as_str).collect::<Vec<_>>();
        match inside[..] {
            ["name"] => draft.name = Some(text.to_owned()),
            ["group"] => open.group = Some(text.to_owned()),
            ["version"] => draft.version = Some(text.to_owned()),
            ["purl" | "cpe"] | ["properties", "property"] if draft.purls.len() + draft.cpes.len() >= VALUES_MAX => {}
            ["purl"] => draft.purls.push((text.to_owned(), format!("{}/purl", draft.pointer))),
            ["cpe"] => draft.cpes.push((text.to_owned(), format!("{}/cpe", draft.pointer))),
            ["properties", "property"] if attribute.as_deref() == Some("syft:cpe23") => {
                draft.cpes.push((text.to_owned(), format!("{}/properties", draft.pointer)));
            }
            ["supplier", "name"] => open.suppliers[0] = Some(text.to_owned()),
            ["manufacturer", "name"] => open.suppliers[1] = Some(text.to_owned()),
            ["publisher"] => open.suppliers[2] = Some(text.to_owned()),
            ["author"] => open.suppliers[3] = Some(text.to_owned()),
            ["hashes", "hash"] => {
                if let Some(algorithm) = attribute.filter(|_| draft.hashes.len() < VALUES_MAX) {
                    draft.hashes.push(Hash { algorithm, value: text.to_lowercase() });
                }
            }
            ["licenses", "license", "id" | "name"] | ["licenses", "expression"] if draft.licences.len() < VALUES_MAX => {
                draft.licences.push(text.to_owned())
            }
            _ => {}
        }
    }
}
