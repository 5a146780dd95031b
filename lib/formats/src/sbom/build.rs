//! Puts an SBOM together from what a format's reader found, and decides what is a fault and what a problem.

use std::collections::HashSet;

use packages::cpe::Cpe;
use packages::purl::Purl;

use super::{Hash, Options, Patch, SBOM_DEPENDENCIES_MAX, Sbom, SbomComponent, SbomFault, graph};
use crate::problem::{Problems, quote};

/// Letters of foreign text that a fault shows.
const SHOWN_LETTERS_MAX: usize = 200;

/// Most purls, and most CPE names, that are read of one component.
const IDENTITIES_MAX: usize = 200;

/// Shortens foreign text for a fault.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A component as a format's reader found it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) reference: Option<String>,
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    /// Texts with their pointers.
    pub(super) purls: Vec<(String, String)>,
    /// Texts with their pointers.
    pub(super) cpes: Vec<(String, String)>,
    pub(super) supplier: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) hashes: Vec<Hash>,
    pub(super) licences: Vec<String>,
    pub(super) pointer: String,
    pub(super) nested_in: Option<String>,
    pub(super) copyright: Option<String>,
    pub(super) sources: Vec<(String, String)>,
    pub(super) commits: Vec<String>,
    pub(super) patches: Vec<Patch>,
    pub(super) properties: Vec<(String, String)>,
    pub(super) compiled: Vec<String>,
}

impl Draft {
    /// Its reference, or what stands for it.
    pub(super) fn reference(&self) -> String {
        self.reference.clone().unwrap_or_else(|| format!("#{}", self.pointer))
    }
}

/// Gathers components and what is wrong with them.
pub(super) struct Builder<'o> {
    options: &'o Options,
    pub(super) sbom: Sbom,
    problems: Problems,
    references: HashSet<String>,
    schema: Option<(usize, String)>,
    duplicate: Option<SbomFault>,
    bad_purl: Option<SbomFault>,
}

impl<'o> Builder<'o> {
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
    pub(super) fn subject(&mut self, draft: Draft) {
        let subject = self.finish_draft(draft);
        self.sbom.subject = Some(subject);
    }

    /// Takes a component.
    pub(super) fn component(&mut self, draft: Draft) -> Result<(), SbomFault> {
        if self.sbom.components.len() >= self.options.components_max {
            return Err(SbomFault::TooLarge { limit: self.options.components_max });
        }
        let component = self.finish_draft(draft);
        self.sbom.components.push(component);
        Ok(())
    }

    fn finish_draft(&mut self, draft: Draft) -> SbomComponent {
        let reference = draft.reference();
        if !self.references.insert(reference.clone()) && self.duplicate.is_none() {
            self.duplicate = Some(SbomFault::DuplicateRef { reference: short(&reference), pointer: draft.pointer.clone() });
        }
        let identities = draft.purls.len() + draft.cpes.len();
        if identities > IDENTITIES_MAX {
            let detail = format!("{identities} identities, the first {IDENTITIES_MAX} of each sort were read");
            self.problem("sbom.too_many_identities", draft.pointer.clone(), detail);
        }
        let mut purls: Vec<String> = Vec::new();
        for (text, pointer) in draft.purls.into_iter().take(IDENTITIES_MAX) {
            match Purl::parse(&text).map(|purl| purl.to_string()) {
                Ok(purl) if purls.contains(&purl) => {}
                Ok(purl) => purls.push(purl),
                Err(error) => {
                    self.problem("sbom.bad_purl", pointer.clone(), format!("{}: {error}", quote(&text)));
                    self.bad_purl.get_or_insert(SbomFault::BadPurl { purl: short(&text), pointer });
                }
            }
        }
        let mut cpes: Vec<String> = Vec::new();
        for (text, pointer) in draft.cpes.into_iter().take(IDENTITIES_MAX) {
            match Cpe::parse(&text).map(|cpe| cpe.to_string()) {
                Ok(cpe) if cpes.contains(&cpe) => {}
                Ok(cpe) => cpes.push(cpe),
                Err(error) => self.problem("sbom.bad_cpe", pointer, format!("{}: {error}", quote(&text))),
            }
        }
        let mut purls = purls.into_iter();
        SbomComponent {
            reference,
            // A component without a name was noted as broken, so it never leaves this module.
            name: draft.name.unwrap_or_default(),
            version: draft.version,
            purl: purls.next(),
            other_purls: purls.collect(),
            cpes,
            supplier: draft.supplier,
            // SPDX writes the same word with a dash or an underscore.
            kind: draft.kind.map(|kind| kind.to_lowercase().replace('_', "-")),
            hashes: draft.hashes,
            licences: draft.licences,
            pointer: draft.pointer,
            nested_in: draft.nested_in,
            copyright: draft.copyright,
            sources: draft.sources,
            commits: draft.commits,
            patches: draft.patches,
            properties: draft.properties,
            compiled: draft.compiled,
        }
    }

    /// Takes a further reference that components may not use, such as a service's.
    pub(super) fn reserve(&mut self, reference: &str, pointer: &str) {
        if !self.references.insert(reference.to_owned()) && self.duplicate.is_none() {
            self.duplicate = Some(SbomFault::DuplicateRef { reference: short(reference), pointer: pointer.to_owned() });
        }
    }

    /// Decides.
    pub(super) fn finish(mut self) -> Result<Sbom, SbomFault> {
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
