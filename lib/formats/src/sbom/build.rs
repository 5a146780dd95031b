//! Puts an SBOM together from what a format's reader found, and decides what is a fault and what a problem.

use std::borrow::Cow;
use std::collections::HashSet;

use packages::{cpe, purl};

use super::{Hash, Options, Patch, SBOM_DEPENDENCIES_MAX, Sbom, SbomComponent, SbomFault, graph};
use crate::problem::{Problems, quote};

/// Letters of foreign text that a fault shows.
const SHOWN_LETTERS_MAX: usize = 200;

/// Bytes of text that a component usually takes.
const COMPONENT_BYTES: usize = 1024;

/// Most purls, and most CPE names, that are read of one component.
const IDENTITIES_MAX: usize = 200;

/// Shortens foreign text for a fault.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A name in its canonical form, borrowed where it is written so.
fn canonical<'a, E>(text: &Cow<'a, str>, form: fn(&str) -> Result<Cow<'_, str>, E>) -> Result<Cow<'a, str>, E> {
    match (text, form(text)?) {
        (text, Cow::Borrowed(same)) if same.len() == text.len() => Ok(text.clone()),
        (_, other) => Ok(Cow::Owned(other.into_owned())),
    }
}

/// A sort of component in lower-case; SPDX writes the same word with a dash or an underscore.
fn sort(kind: Cow<'_, str>) -> Cow<'_, str> {
    let plain = kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if plain { kind } else { Cow::Owned(kind.to_lowercase().replace('_', "-")) }
}

/// The pointer of an entry of a list.
pub(super) fn entry(parent: &str, list: &str, index: usize) -> String {
    [parent, "/", list, "/", itoa::Buffer::new().format(index)].concat()
}

/// The digits of a hash in lower-case.
pub(super) fn digits(value: Cow<'_, str>) -> Cow<'_, str> {
    let plain = value.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { value } else { Cow::Owned(value.to_lowercase()) }
}

/// A text and its place inside the component that it stands in.
pub(super) type Placed<'a> = (Cow<'a, str>, Cow<'static, str>);

/// A component as a format's reader found it.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) reference: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) version: Option<Cow<'a, str>>,
    /// Texts with their places inside the component, such as `/purl`.
    pub(super) purls: Vec<Placed<'a>>,
    /// As `purls`.
    pub(super) cpes: Vec<Placed<'a>>,
    pub(super) supplier: Option<Cow<'a, str>>,
    pub(super) kind: Option<Cow<'a, str>>,
    pub(super) hashes: Vec<Hash<'a>>,
    pub(super) licences: Vec<Cow<'a, str>>,
    pub(super) pointer: String,
    pub(super) nested_in: Option<Cow<'a, str>>,
    pub(super) copyright: Option<Cow<'a, str>>,
    pub(super) sources: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) commits: Vec<Cow<'a, str>>,
    pub(super) patches: Vec<Patch>,
    pub(super) properties: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Draft<'a> {
    /// Its reference, or what stands for it.
    pub(super) fn reference(&self) -> Cow<'a, str> {
        self.reference.clone().unwrap_or_else(|| format!("#{}", self.pointer).into())
    }
}

/// Gathers components and what is wrong with them.
pub(super) struct Builder<'a, 'o> {
    options: &'o Options,
    pub(super) sbom: Sbom<'a>,
    problems: Problems,
    references: HashSet<Cow<'a, str>>,
    schema: Option<(usize, String)>,
    duplicate: Option<SbomFault>,
    bad_purl: Option<SbomFault>,
}

impl<'a, 'o> Builder<'a, 'o> {
    pub(super) fn new(format: String, options: &'o Options) -> Self {
        Self {
            options,
            sbom: Sbom { format, ..Sbom::default() },
            problems: Problems::default(),
            references: HashSet::new(),
            schema: None,
            duplicate: None,
            bad_purl: None,
        }
    }

    /// Makes room for the components that a text of so many bytes usually holds: memory that is not used is not taken.
    pub(super) fn expect(&mut self, bytes: usize) {
        let components = (bytes / COMPONENT_BYTES).min(self.options.components_max);
        self.sbom.components.reserve(components);
        self.references.reserve(components);
    }

    /// Most components.
    pub(super) fn components_max(&self) -> usize {
        self.options.components_max
    }

    /// Notes a place that does not follow the format.
    pub(super) fn broken(&mut self, pointer: impl Into<String>) {
        match &mut self.schema {
            Some((n, _)) => *n += 1,
            None => self.schema = Some((1, pointer.into())),
        }
    }

    /// Notes a place that does not follow the format if `wrong`.
    pub(super) fn broken_if(&mut self, wrong: bool, pointer: &str, inside: &str) {
        if wrong {
            self.broken(format!("{pointer}{inside}"));
        }
    }

    /// Notes what is wrong without being a fault.
    pub(super) fn problem(&mut self, code: &'static str, pointer: impl Into<String>, detail: impl Into<String>) {
        self.problems.note(code, pointer, detail);
    }

    /// Where problems are noted by readers of what it embeds.
    pub(super) fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    /// Takes what the SBOM describes as a whole.
    pub(super) fn subject(&mut self, draft: Draft<'a>) {
        let subject = self.finish_draft(draft);
        self.sbom.subject = Some(subject);
    }

    /// Takes a component.
    pub(super) fn component(&mut self, draft: Draft<'a>) -> Result<(), SbomFault> {
        if self.sbom.components.len() >= self.options.components_max {
            return Err(SbomFault::TooLarge { limit: self.options.components_max });
        }
        let component = self.finish_draft(draft);
        self.sbom.components.push(component);
        Ok(())
    }

    fn finish_draft(&mut self, draft: Draft<'a>) -> SbomComponent<'a> {
        let reference = draft.reference();
        if !self.references.insert(reference.clone()) && self.duplicate.is_none() {
            self.duplicate = Some(SbomFault::DuplicateRef { reference: short(&reference), pointer: draft.pointer.clone() });
        }
        let identities = draft.purls.len() + draft.cpes.len();
        if identities > IDENTITIES_MAX {
            let detail = format!("{identities} identities, the first {IDENTITIES_MAX} of each sort were read");
            self.problem("sbom.too_many_identities", draft.pointer.clone(), detail);
        }
        let mut purls: Vec<Cow<'a, str>> = Vec::new();
        for (text, place) in draft.purls.into_iter().take(IDENTITIES_MAX) {
            match canonical(&text, purl::canonical) {
                Ok(purl) if purls.contains(&purl) => {}
                Ok(purl) => purls.push(purl),
                Err(error) => {
                    let pointer = format!("{}{place}", draft.pointer);
                    self.problem("sbom.bad_purl", pointer.clone(), format!("{}: {error}", quote(&text)));
                    self.bad_purl.get_or_insert(SbomFault::BadPurl { purl: short(&text), pointer });
                }
            }
        }
        let mut cpes: Vec<Cow<'a, str>> = Vec::new();
        for (text, place) in draft.cpes.into_iter().take(IDENTITIES_MAX) {
            match canonical(&text, cpe::canonical) {
                Ok(cpe) if cpes.contains(&cpe) => {}
                Ok(cpe) => cpes.push(cpe),
                Err(error) => self.problem("sbom.bad_cpe", format!("{}{place}", draft.pointer), format!("{}: {error}", quote(&text))),
            }
        }
        let name = draft.name.unwrap_or_else(|| self.name(draft.reference.as_ref(), purls.first(), &draft.pointer));
        let mut purls = purls.into_iter();
        SbomComponent {
            reference,
            name,
            version: draft.version,
            purl: purls.next(),
            other_purls: purls.collect(),
            cpes,
            supplier: draft.supplier,
            kind: draft.kind.map(sort),
            hashes: draft.hashes,
            licences: draft.licences,
            pointer: draft.pointer,
            nested_in: draft.nested_in,
            copyright: draft.copyright,
            sources: draft.sources,
            commits: draft.commits,
            patches: draft.patches,
            properties: draft.properties,
        }
    }

    /// The name of a component that has none: that of its purl, else its reference in CycloneDX, as Buildroot lists packages of its own.
    fn name(&mut self, reference: Option<&Cow<'a, str>>, purl: Option<&Cow<'a, str>>, pointer: &str) -> Cow<'a, str> {
        let of_purl = purl.and_then(|purl| packages::purl::Purl::parse(purl).ok()).map(|purl| Cow::Owned(purl.name));
        let buildroot = reference.filter(|_| self.sbom.format.starts_with("CycloneDX"));
        match of_purl.or_else(|| buildroot.cloned()) {
            Some(name) if !self.options.strict => {
                self.problem("sbom.no_name", pointer, format!("taken for {}", quote(&name)));
                name
            }
            // What is broken never leaves this module.
            _ => {
                self.broken(format!("{pointer}/name"));
                Cow::Borrowed("")
            }
        }
    }

    /// Takes a further reference that components may not use, such as a service's.
    pub(super) fn reserve(&mut self, reference: Cow<'a, str>, pointer: &str) {
        let shown = short(&reference);
        if !self.references.insert(reference) && self.duplicate.is_none() {
            self.duplicate = Some(SbomFault::DuplicateRef { reference: shown, pointer: pointer.to_owned() });
        }
    }

    /// Decides.
    pub(super) fn finish(mut self) -> Result<Sbom<'a>, SbomFault> {
        let dependencies: usize = self.sbom.dependencies.iter().map(|(_, to)| to.len()).sum();
        if dependencies > SBOM_DEPENDENCIES_MAX {
            return Err(SbomFault::TooLarge { limit: self.options.components_max });
        }
        if let Some((n, pointer)) = self.schema {
            return Err(SbomFault::Schema { format: self.sbom.format, n, pointer });
        }
        if let Some(duplicate) = self.duplicate {
            return Err(duplicate);
        }
        if self.sbom.components.is_empty() && !self.options.allow_empty {
            return Err(SbomFault::NoComponents);
        }
        if let (true, Some(bad_purl)) = (self.options.strict, self.bad_purl) {
            return Err(bad_purl);
        }
        for (from, to) in &mut self.sbom.dependencies {
            to.retain(|reference| {
                let known = self.references.contains(reference);
                if !known {
                    self.problems.note("sbom.unknown_ref", "", format!("{} depends on {}", quote(from), quote(reference)));
                }
                known
            });
        }
        self.sbom.dependencies.retain(|(from, to)| self.references.contains(from) && !to.is_empty());
        if let Some(path) = graph::cycle(&self.sbom.dependencies) {
            let path = path.iter().map(|reference| short(reference)).collect::<Vec<_>>().join(" → ");
            if self.options.strict {
                return Err(SbomFault::Cycle { path });
            }
            self.problems.note("sbom.cycle", "", path);
        }
        self.sbom.problems = self.problems.into_vec();
        Ok(self.sbom)
    }
}
