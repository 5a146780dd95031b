//! What stands beside the components: services, and what the list says of its own completeness.

use super::super::build::{Builder, grouped};
use super::super::whole::{COMPOSED_MAX, ENDPOINTS_MAX};
use super::super::{Composition, SbomFault, Service};
use std::borrow::Cow;

type Text = Cow<'static, str>;

/// A service whose element is open.
struct Open {
    /// Where the names of elements inside it begin in the path.
    inside: usize,
    /// Its place in the list.
    at: usize,
    /// Services met inside it.
    inner: usize,
    group: Option<Text>,
}

/// The services and compositions of a document as they are met.
#[derive(Default)]
pub(super) struct Beside {
    open: Vec<Open>,
    /// Services met in the list itself.
    services: usize,
    compositions: usize,
    composition: Option<Composition<'static>>,
    /// The open composition speaks of vulnerabilities.
    of_vulnerabilities: bool,
}

impl Beside {
    /// A service begins.
    pub(super) fn service(&mut self, path: &str, reference: Option<String>, builder: &mut Builder<'static, '_>) -> Result<(), SbomFault> {
        let parent = self.open.last_mut().map(|open| (open.at, &mut open.inner));
        let (outer, count) = match parent {
            Some((at, count)) => (builder.sbom.services.get(at), count),
            None => (None, &mut self.services),
        };
        *count += 1;
        let pointer = format!("{}/services/service[{count}]", outer.map_or("/bom", |outer| &outer.pointer));
        let nested_in = outer.map(|outer| outer.reference.clone());
        let reference = reference.map(Text::Owned).unwrap_or_default();
        self.open.push(Open { inside: path.len() + 1, at: builder.sbom.services.len(), inner: 0, group: None });
        builder.service(Service { reference, pointer, nested_in, ..Service::default() })
    }

    /// A composition begins.
    pub(super) fn composition(&mut self) {
        self.compositions += 1;
        self.composition = Some(Composition::default());
        self.of_vulnerabilities = false;
    }

    /// An element inside the open composition begins, with what it refers to.
    pub(super) fn composed(&mut self, name: &str, reference: Option<String>) {
        let Some(said) = &mut self.composition else { return };
        let list = match name {
            "assembly" => &mut said.assemblies,
            "dependency" => &mut said.dependencies,
            _ => return self.of_vulnerabilities = true,
        };
        // One more than are kept: the whole composition is left out then, as anywhere else.
        if list.len() <= COMPOSED_MAX {
            list.extend(reference.map(Text::Owned));
        }
    }

    /// An element outside of every component ends, with its text; false = it is none of these.
    pub(super) fn end(&mut self, path: &str, value: Option<&str>, builder: &mut Builder<'static, '_>) -> bool {
        if let Some(inside) = path.strip_prefix("bom/compositions/composition") {
            match (inside, &mut self.composition) {
                ("/aggregate", Some(said)) => said.aggregate = value.map(|text| Text::Owned(text.to_owned())).unwrap_or_default(),
                ("", _) => self.end_composition(builder),
                _ => {}
            }
            return true;
        }
        let Some(open) = self.open.last_mut() else { return false };
        let Some(service) = builder.sbom.services.get_mut(open.at) else { return false };
        let owned = value.map(|text| Text::Owned(text.to_owned()));
        match (path.get(open.inside..), owned) {
            (Some("group"), group) => open.group = group,
            (Some("name"), Some(name)) => service.name = name,
            (Some("version"), version) => service.version = version,
            (Some("provider/name"), name) => service.provider = name,
            (Some("endpoints/endpoint"), address) if service.endpoints.len() <= ENDPOINTS_MAX => service.endpoints.extend(address),
            // The service itself.
            (None, _) => {
                if !service.name.is_empty() {
                    service.name = grouped(open.group.as_deref(), std::mem::take(&mut service.name));
                }
                self.open.pop();
            }
            _ => {}
        }
        true
    }

    fn end_composition(&mut self, builder: &mut Builder<'static, '_>) {
        let Some(said) = self.composition.take() else { return };
        builder.composition(said, self.of_vulnerabilities, &format!("/bom/compositions/composition[{}]", self.compositions));
    }
}
