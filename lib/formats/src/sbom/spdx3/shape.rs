//! The elements of a document as they are read: lenient in their types, borrowed from the text.

use std::borrow::Cow;

use serde::Deserialize;

use crate::json::lenient::{List, Object, Text};

#[derive(Deserialize, Default)]
pub(super) struct Document<'a> {
    #[serde(borrow, default, rename = "@graph")]
    pub(super) graph: List<Object<Element<'a>>>,
}

/// An element of any type, with the fields of those that are read.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Element<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default, rename = "@type")]
    pub(super) ld_kind: Text<'a>,
    #[serde(borrow, default)]
    pub(super) spdx_id: Text<'a>,
    #[serde(borrow, default, rename = "@id")]
    pub(super) ld_id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) created: Text<'a>,
    #[serde(borrow, default)]
    pub(super) root_element: List<Text<'a>>,
    #[serde(borrow, default, rename = "software_packageVersion")]
    pub(super) version: Text<'a>,
    #[serde(borrow, default, rename = "software_packageUrl")]
    pub(super) purl: Text<'a>,
    #[serde(borrow, default, rename = "software_primaryPurpose")]
    pub(super) purpose: Text<'a>,
    #[serde(borrow, default, rename = "software_additionalPurpose")]
    pub(super) further_purposes: List<Text<'a>>,
    #[serde(borrow, default, rename = "build_buildType")]
    pub(super) build_type: Text<'a>,
    #[serde(borrow, default, rename = "build_parameter")]
    pub(super) parameters: List<Object<Entry<'a>>>,
    #[serde(borrow, default)]
    pub(super) supplied_by: Text<'a>,
    #[serde(borrow, default)]
    pub(super) originated_by: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) external_identifier: List<Object<ExternalIdentifier<'a>>>,
    #[serde(borrow, default)]
    pub(super) verified_using: List<Object<Integrity<'a>>>,
    #[serde(borrow, default)]
    pub(super) from: Text<'a>,
    #[serde(borrow, default)]
    pub(super) relationship_type: Text<'a>,
    #[serde(borrow, default)]
    pub(super) to: List<Text<'a>>,
    #[serde(borrow, default, rename = "simplelicensing_licenseExpression")]
    pub(super) expression: Text<'a>,
    #[serde(borrow, default, rename = "software_downloadLocation")]
    pub(super) download: Text<'a>,
    #[serde(borrow, default, rename = "software_homePage")]
    pub(super) home_page: Text<'a>,
    #[serde(borrow, default, rename = "software_copyrightText")]
    pub(super) copyright: Text<'a>,
    #[serde(borrow, default, rename = "security_justificationType")]
    pub(super) justification: Text<'a>,
    #[serde(borrow, default, rename = "security_impactStatement")]
    pub(super) impact: Text<'a>,
    #[serde(borrow, default, rename = "security_actionStatement")]
    pub(super) action: Text<'a>,
    #[serde(borrow, default, rename = "security_statusNotes")]
    pub(super) status_notes: Text<'a>,
    #[serde(borrow, default, rename = "security_publishedTime")]
    pub(super) published_time: Text<'a>,
    #[serde(borrow, default, rename = "security_modifiedTime")]
    pub(super) modified_time: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalIdentifier<'a> {
    #[serde(borrow, default)]
    pub(super) external_identifier_type: Text<'a>,
    #[serde(borrow, default)]
    pub(super) identifier: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Integrity<'a> {
    #[serde(borrow, default)]
    pub(super) algorithm: Text<'a>,
    #[serde(borrow, default)]
    pub(super) hash_value: Text<'a>,
}

/// An entry of a dictionary.
#[derive(Deserialize, Default)]
pub(super) struct Entry<'a> {
    #[serde(borrow, default)]
    pub(super) key: Text<'a>,
    #[serde(borrow, default)]
    pub(super) value: Text<'a>,
}

impl<'a> Element<'a> {
    /// Its type.
    pub(super) fn kind(&self) -> &str {
        self.kind.get().or_else(|| self.ld_kind.get()).unwrap_or_default()
    }

    /// Its id.
    pub(super) fn id(&self) -> Option<Cow<'a, str>> {
        self.spdx_id.cow().or_else(|| self.ld_id.cow())
    }

    /// Whether it serves a purpose, such as `patch`.
    pub(super) fn serves(&self, purpose: &str) -> bool {
        self.purpose.get() == Some(purpose) || self.further_purposes.items.iter().any(|given| given.get() == Some(purpose))
    }
}
