//! CycloneDX in XML (schemas 1.0 to 1.7), read as a stream; entities of a DTD are never expanded.

mod beside;
mod part;
mod vulnerability;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

use self::beside::Beside;
use self::part::Part;
use super::build::{Builder, Draft, short};
use super::{Options, Relation, SBOM_DEPENDENCIES_MAX, Sbom, SbomFault};
use crate::elements::resolve;
use crate::vex::STATEMENTS_MAX;
use crate::vex::cyclonedx::Entry;

/// Longest text of one element that is kept, in bytes.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// Most authors, makers, suppliers and tools of the document that are read.
const AUTHORS_MAX: usize = 10_000;

const VULNERABILITY: &str = "bom/vulnerabilities/vulnerability";

/// Reads the text.
pub(super) fn read(text: &str, version: &str, depth_max: usize, options: &Options) -> Result<Sbom<'static>, SbomFault> {
    let mut walk = Walk {
        builder: Builder::new(format!("CycloneDX {version}"), options),
        depth_max,
        path: String::new(),
        starts: Vec::new(),
        open: Vec::new(),
        ended: Vec::new(),
        begun: 0,
        counts: vec![0],
        text: String::new(),
        dependency: Vec::new(),
        authors: [const { Vec::new() }; 4],
        beside: Beside::default(),
        vulnerabilities: 0,
        vulnerability: None,
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
            Event::Eof if walk.starts.is_empty() => return walk.finish(),
            Event::Eof => return Err(SbomFault::Truncated { byte: text.len() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
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

struct Walk<'o> {
    builder: Builder<'static, 'o>,
    depth_max: usize,
    /// Local names from the root, joined by slashes.
    path: String,
    /// Length of the path before each name.
    starts: Vec<usize>,
    open: Vec<Part>,
    /// Components that ended inside one that is open, with their order of beginning.
    ended: Vec<(usize, Draft<'static>)>,
    /// Components begun so far.
    begun: usize,
    /// Number of components met in each open list, the outermost first; one more than `open`.
    counts: Vec<usize>,
    text: String,
    /// Places in the list of dependencies of the dependency elements that are open.
    dependency: Vec<Option<usize>>,
    /// Authors, manufacturers, suppliers and tools of the document.
    authors: [Vec<String>; 4],
    beside: Beside,
    /// Vulnerabilities begun so far.
    vulnerabilities: usize,
    vulnerability: Option<Entry<'static>>,
}

/// Whether a path is one of a component: of the list, of the subject, or nested in one of these.
fn is_component(path: &str) -> bool {
    let nested = path.strip_prefix("bom/metadata/component").or_else(|| path.strip_prefix("bom/components/component"));
    nested.is_some_and(|nested| nested.split("/components/component").all(str::is_empty))
}

/// Whether a path is one of a service of the list, or nested in one.
fn is_service(path: &str) -> bool {
    path.strip_prefix("bom").is_some_and(|nested| nested.split("/services/service").all(str::is_empty)) && path.len() > 3
}

impl Walk<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Stop> {
        let name = element.local_name();
        let name: &str = name.as_ref();
        if self.starts.len() >= self.depth_max {
            return Err(Stop::TooDeep(self.path.split('/').take(16).map(|name| format!("/{}", short(name))).collect()));
        }
        self.starts.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        self.text.clear();
        let attribute = |key: &str| -> Result<Option<String>, Stop> {
            let found = element.try_get_attribute(key).map_err(|_| Stop::NotXml)?;
            let value = found.map(|found| found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|value| value.trim().to_owned()));
            Ok(value.transpose().map_err(|_| Stop::NotXml)?.filter(|value| !value.is_empty()))
        };
        if name == "component" && is_component(&self.path) {
            if self.begun > self.builder.components_max() {
                return Err(Stop::TooMany(self.builder.components_max()));
            }
            self.start_component(attribute("bom-ref")?, attribute("type")?);
        } else if let Some(part) = self.open.last_mut() {
            let inside = &self.path[part.inside..];
            let wanted = Part::wanted(inside).map(attribute).transpose()?.flatten();
            part.begin(inside, wanted);
        } else {
            match name {
                "bom" if self.starts.len() == 1 => self.builder.sbom.serial = attribute("serialNumber")?,
                "dependency" if self.path.starts_with("bom/dependencies/") => self.start_dependency(attribute("ref")?)?,
                "provides" if self.path.starts_with("bom/dependencies/") => self.provides(attribute("ref")?)?,
                "service" if is_service(&self.path) => {
                    let limit = self.builder.components_max();
                    self.beside.service(&self.path, attribute("bom-ref")?, &mut self.builder).map_err(|_| Stop::TooMany(limit))?;
                }
                "composition" if self.path == "bom/compositions/composition" => self.beside.composition(),
                "assembly" | "dependency" | "vulnerability" if self.path.starts_with("bom/compositions/composition/") => {
                    self.beside.composed(name, attribute("ref")?);
                }
                "vulnerability" if self.path == VULNERABILITY => {
                    self.vulnerabilities += 1;
                    self.vulnerability = Some(Entry { reference: attribute("bom-ref")?.map(Cow::Owned), ..Entry::default() });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn start_component(&mut self, reference: Option<String>, kind: Option<String>) {
        let subject = self.path == "bom/metadata/component";
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
        let (reference, kind) = (reference.map(Cow::Owned), kind.map(Cow::Owned));
        let draft = Draft { reference, kind, pointer, nested_in, ..Draft::default() };
        self.begun += 1;
        self.open.push(Part::new(self.path.len() + 1, self.begun, draft, subject));
        self.counts.push(0);
    }

    fn start_dependency(&mut self, reference: Option<String>) -> Result<(), Stop> {
        let known = &mut self.builder.sbom.dependencies;
        if known.len() >= SBOM_DEPENDENCIES_MAX {
            return Err(Stop::TooMany(self.builder.components_max()));
        }
        let Some(reference) = reference.map(Cow::<'static, str>::Owned) else {
            self.builder.broken("/bom/dependencies/dependency/@ref");
            self.dependency.push(None);
            return Ok(());
        };
        if let Some(Some(parent)) = self.dependency.last() {
            known[*parent].1.push(reference.clone());
        }
        known.push((reference, Vec::new()));
        self.dependency.push(Some(known.len() - 1));
        Ok(())
    }

    /// The open dependency implements what is referred to.
    fn provides(&mut self, to: Option<String>) -> Result<(), Stop> {
        if let (Some(Some(from)), Some(to)) = (self.dependency.last(), to) {
            if self.builder.sbom.relations.len() >= SBOM_DEPENDENCIES_MAX {
                return Err(Stop::TooMany(self.builder.components_max()));
            }
            let from = self.builder.sbom.dependencies[*from].0.clone();
            self.builder.sbom.relations.push(Relation { from, kind: "provides".into(), to: to.into() });
        }
        Ok(())
    }

    fn push_text(&mut self, piece: &str) {
        if self.text.len() + piece.len() <= TEXT_BYTES_MAX {
            self.text.push_str(piece);
        }
    }

    fn end(&mut self) -> Result<(), SbomFault> {
        let text = std::mem::take(&mut self.text);
        let value = Some(text.trim()).filter(|text| !text.is_empty());
        match self.open.last_mut() {
            Some(part) if self.path.len() < part.inside => self.end_component()?,
            Some(part) => {
                let inside = &self.path[part.inside..];
                if let Some(value) = value {
                    part.value(inside, value);
                }
                part.end(inside);
            }
            None => self.end_outside(value),
        }
        self.path.truncate(self.starts.pop().unwrap_or_default());
        // The room of the text is used again.
        self.text = text;
        self.text.clear();
        Ok(())
    }

    /// Ends an element that is outside of every component.
    fn end_outside(&mut self, value: Option<&str>) {
        if let Some(entry) = &mut self.vulnerability {
            match (self.path.strip_prefix(VULNERABILITY), value) {
                (Some(""), _) => self.end_vulnerability(),
                (Some(inside), Some(value)) if !vulnerability::value(entry, &inside[1..], value) => {
                    let pointer = format!("/bom/vulnerabilities/vulnerability[{}]", self.vulnerabilities);
                    self.builder.problem("sbom.too_many_values", pointer, "further values were left out");
                }
                _ => {}
            }
            return;
        }
        if self.beside.end(&self.path, value, &mut self.builder) {
            return;
        }
        let bucket = match (self.path.as_str(), value) {
            ("bom/metadata/timestamp", Some(value)) => {
                self.builder.sbom.created = Some(value.to_owned());
                return;
            }
            ("bom/metadata/authors/author/name", _) => 0,
            ("bom/metadata/manufacture/name" | "bom/metadata/manufacturer/name", _) => 1,
            ("bom/metadata/supplier/name", _) => 2,
            (
                "bom/metadata/tools/tool/name"
                | "bom/metadata/tools/components/component/name"
                | "bom/metadata/tools/services/service/name",
                _,
            ) => 3,
            (path, _) => {
                if path.starts_with("bom/dependencies/") && path.ends_with("/dependency") {
                    self.dependency.pop();
                }
                return;
            }
        };
        if self.authors[bucket].len() < AUTHORS_MAX {
            self.authors[bucket].extend(value.map(str::to_owned));
        }
    }

    fn end_vulnerability(&mut self) {
        let Some(entry) = self.vulnerability.take() else { return };
        let pointer = format!("/bom/vulnerabilities/vulnerability[{}]", self.vulnerabilities);
        if self.vulnerabilities > STATEMENTS_MAX {
            if self.vulnerabilities == STATEMENTS_MAX + 1 {
                self.builder.problem("vex.too_many", pointer, format!("only the first {STATEMENTS_MAX} were read"));
            }
            return;
        }
        let statement = entry.statement(&pointer, self.builder.problems());
        self.builder.sbom.statements.extend(statement);
    }

    fn end_component(&mut self) -> Result<(), SbomFault> {
        self.counts.pop();
        let Some(part) = self.open.pop() else { return Ok(()) };
        let (order, subject) = (part.order, part.subject);
        let (draft, surplus) = part.finish();
        if surplus > 0 {
            self.builder.problem("sbom.too_many_values", draft.pointer.clone(), format!("{surplus} values were left out"));
        }
        if subject {
            self.builder.subject(draft);
        } else {
            self.ended.push((order, draft));
        }
        if self.open.is_empty() {
            self.ended.sort_unstable_by_key(|(order, _)| *order);
            for (_, draft) in self.ended.drain(..) {
                self.builder.component(draft)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Sbom<'static>, SbomFault> {
        self.builder.sbom.authors = self.authors.into_iter().flatten().collect();
        self.builder.finish()
    }
}
