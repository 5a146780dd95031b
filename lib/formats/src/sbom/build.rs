//! Puts an SBOM together from what a format's reader found, and decides what is a fault and what a problem.

use std::borrow::Cow;
use std::collections::HashSet;

use packages::{cpe, purl};

use super::whole::{COMPOSED_MAX, COMPOSITIONS_MAX, ENDPOINTS_MAX};
use super::{Ancestor, Composition, Hash, Options, Patch, SBOM_DEPENDENCIES_MAX, Sbom, SbomComponent, SbomFault, Scope, Service, graph};
use crate::problem::{Problems, quote};

/// Letters of foreign text that a fault shows.
const SHOWN_LETTERS_MAX: usize = 200;

/// Bytes of text that a component usually takes.
const COMPONENT_BYTES: usize = 1024;

/// Most purls, and most CPE names, that are read of one component.
const IDENTITIES_MAX: usize = 200;

/// Most ancestors that are read of one component.
const ANCESTORS_MAX: usize = 200;

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

/// A name with the group of CycloneDX before it.
pub(super) fn grouped<'a>(group: Option<&str>, name: Cow<'a, str>) -> Cow<'a, str> {
    match group {
        Some(group) => Cow::Owned(format!("{group}/{name}")),
        None => name,
    }
}

/// An ancestor as a format's reader found it.
#[derive(Debug, Default)]
pub(super) struct Forebear<'a> {
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) version: Option<Cow<'a, str>>,
    pub(super) purl: Option<Cow<'a, str>>,
}

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
    /// As written.
    pub(super) scope: Option<Cow<'a, str>>,
    pub(super) hashes: Vec<Hash<'a>>,
    pub(super) licences: Vec<Cow<'a, str>>,
    pub(super) pointer: String,
    pub(super) nested_in: Option<Cow<'a, str>>,
    pub(super) copyright: Option<Cow<'a, str>>,
    pub(super) sources: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) commits: Vec<Cow<'a, str>>,
    pub(super) patches: Vec<Patch>,
    pub(super) ancestors: Vec<Forebear<'a>>,
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
    /// References that statements on completeness name.
    composed: usize,
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
            composed: 0,
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
        self.refer(reference.clone(), &draft.pointer);
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
                Err(error) => self.bad_purl(&text, format!("{}{place}", draft.pointer), &error),
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
        let scope = draft.scope.and_then(|word| self.scope(&word, &draft.pointer));
        let ancestors = self.ancestors(draft.ancestors, &draft.pointer);
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
            scope,
            hashes: draft.hashes,
            licences: draft.licences,
            pointer: draft.pointer,
            nested_in: draft.nested_in,
            copyright: draft.copyright,
            sources: draft.sources,
            commits: draft.commits,
            patches: draft.patches,
            ancestors,
            properties: draft.properties,
        }
    }

    /// A purl that cannot be read costs itself, or everything if strict.
    fn bad_purl(&mut self, text: &str, pointer: String, error: &impl std::fmt::Display) {
        self.problem("sbom.bad_purl", pointer.clone(), format!("{}: {error}", quote(text)));
        self.bad_purl.get_or_insert(SbomFault::BadPurl { purl: short(text), pointer });
    }

    fn scope(&mut self, word: &str, pointer: &str) -> Option<Scope> {
        let scope = Scope::of_key(word);
        if scope.is_none() {
            self.problem("sbom.bad_scope", format!("{pointer}/scope"), quote(word));
        }
        scope
    }

    /// Ancestors with a name, be it that of their purl; what has neither name nor purl says nothing.
    fn ancestors(&mut self, drafts: Vec<Forebear<'a>>, pointer: &str) -> Vec<Ancestor<'a>> {
        if drafts.len() > ANCESTORS_MAX {
            let detail = format!("{} ancestors, the first {ANCESTORS_MAX} were read", drafts.len());
            self.problem("sbom.too_many_values", pointer, detail);
        }
        let mut ancestors = Vec::with_capacity(drafts.len().min(ANCESTORS_MAX));
        for draft in drafts.into_iter().take(ANCESTORS_MAX) {
            let purl = draft.purl.and_then(|text| match canonical(&text, purl::canonical) {
                Ok(purl) => Some(purl),
                Err(error) => {
                    self.bad_purl(&text, format!("{pointer}/pedigree/ancestors"), &error);
                    None
                }
            });
            let of_purl = || Some(Cow::Owned(purl::Purl::parse(purl.as_ref()?).ok()?.name));
            if let Some(name) = draft.name.or_else(of_purl) {
                ancestors.push(Ancestor { name, version: draft.version, purl });
            }
        }
        ancestors
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

    /// Takes a service, whose reference no component may use.
    pub(super) fn service(&mut self, mut service: Service<'a>) -> Result<(), SbomFault> {
        if self.sbom.services.len() >= self.options.components_max {
            return Err(SbomFault::TooLarge { limit: self.options.components_max });
        }
        if service.reference.is_empty() {
            service.reference = format!("#{}", service.pointer).into();
        }
        self.refer(service.reference.clone(), &service.pointer);
        self.sbom.services.push(service);
        Ok(())
    }

    /// Adds what the list says of its own completeness; what it says of its vulnerabilities alone is not kept.
    pub(super) fn composition(&mut self, said: Composition<'a>, of_vulnerabilities: bool, pointer: &str) {
        let named = said.assemblies.len() + said.dependencies.len();
        if said.aggregate.is_empty() {
            self.problem("sbom.bad_composition", pointer, "no aggregate");
        } else if named == 0 && of_vulnerabilities {
            // It says nothing of the parts.
        } else if self.sbom.compositions.len() >= COMPOSITIONS_MAX || self.composed + named > COMPOSED_MAX {
            self.problem("sbom.too_many_values", pointer, format!("{named} references of a composition were left out"));
        } else {
            self.composed += named;
            self.sbom.compositions.push(said);
        }
    }

    /// Notes a reference; it stands for one thing only.
    fn refer(&mut self, reference: Cow<'a, str>, pointer: &str) {
        if let Some(known) = self.references.replace(reference)
            && self.duplicate.is_none()
        {
            self.duplicate = Some(SbomFault::DuplicateRef { reference: short(&known), pointer: pointer.to_owned() });
        }
    }

    /// Names services without a name by their reference, and cuts what is too long of them.
    fn finish_services(&mut self) {
        for service in &mut self.sbom.services {
            if service.name.is_empty() {
                service.name = service.reference.clone();
                self.problems.note("sbom.no_name", service.pointer.clone(), format!("taken for {}", quote(&service.name)));
            }
            if service.endpoints.len() > ENDPOINTS_MAX {
                let detail = format!("only the first {ENDPOINTS_MAX} endpoints were read");
                self.problems.note("sbom.too_many_values", service.pointer.clone(), detail);
                service.endpoints.truncate(ENDPOINTS_MAX);
            }
        }
    }

    /// Decides.
    pub(super) fn finish(mut self) -> Result<Sbom<'a>, SbomFault> {
        self.finish_services();
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
