//! 6.1.42: purls of one product differ in their qualifiers only.

use crate::csaf::rules::Found;
use crate::csaf::view::{Doc, list};

pub(in crate::csaf::rules) fn check(doc: &Doc<'_>, found: Found<'_>) {
    for (place, product) in doc.products() {
        let Some(helper) = product.get("product_identification_helper") else { continue };
        let bare = |purl: &str| {
            let mut purl = packages::purl::Purl::parse(purl).ok()?;
            purl.qualifiers.clear();
            Some(purl)
        };
        let mut purls = list(helper, "purls").filter_map(|(at, purl)| Some((at, bare(purl.as_str()?)?)));
        let Some((_, first)) = purls.next() else { continue };
        for (at, _) in purls.filter(|(_, purl)| *purl != first) {
            found(format!("{place}/product_identification_helper/purls/{at}"), "differs from the first in more than qualifiers".to_owned());
        }
    }
}
