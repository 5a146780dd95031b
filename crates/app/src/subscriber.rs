//! Subscriptions: asked for, confirmed by a mailed link, ended by one press. Nobody reads the addresses.

use crate::{Ctx, Error, Fault, House, Result, post, secret};
use base64::Engine as _;
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::person::is_mail;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use publish::letter::Letter;
use std::sync::Arc;
use store::subscriber::NewSubscriber;
use words::Lang;

/// Days for which a link that confirms is good.
pub const CONFIRM_DAYS: i64 = 7;
/// Products at most in one subscription.
pub const PRODUCTS_MAX: usize = 100;
/// Bytes of the keyed digest inside a link that ends a subscription.
const MAC_BYTES: usize = 16;
const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What somebody asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Mail address.
    pub mail: String,
    /// Slugs of products; empty with `all`.
    pub products: Vec<String>,
    /// Whether every product is meant.
    pub all: bool,
}

/// Products that can be chosen: slug and name.
///
/// # Errors
/// A failure of the ledger.
pub async fn products(ctx: &Ctx) -> Result<Vec<(String, String)>> {
    ctx.read(|tx, _| Ok(tx.listed_products()?)).await
}

/// Keeps a wish and mails the link that confirms it. The answer is the same whether the address is known or not; an address is
/// written to once a day at most.
///
/// # Errors
/// Field faults, or a failure of the ledger.
pub async fn subscribe(ctx: &Ctx, wish: Wish, lang: Lang) -> Result<()> {
    ctx.enter(Act::PublicRead)?;
    let mail = wish.mail.trim().to_owned();
    let mut faults = Vec::new();
    if mail.is_empty() {
        faults.push(Fault::new("mail", Refusal::required("mail")));
    } else if !is_mail(&mail) {
        faults.push(Fault::new("mail", Refusal::invalid("mail", "name@example.com")));
    }
    if !wish.all && wish.products.is_empty() {
        faults.push(Fault::new("products", Refusal::required("product")));
    }
    if wish.products.len() > PRODUCTS_MAX {
        faults.push(Fault::new("products", Refusal::invalid("product", format!("≤ {PRODUCTS_MAX}"))));
    }
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let (house, confirm) = (Arc::clone(&ctx.house), secret::fresh()?);
    ctx.transact_or_busy(move |tx, _, now| {
        let listed = tx.listed_products()?;
        let mut ids = Vec::new();
        for slug in wish.products.iter().filter(|_| !wish.all) {
            let known = listed.iter().any(|(known, _)| known == slug);
            let product = if known { tx.product(&Viewer::system(), slug)? } else { None };
            let Some(product) = product else {
                return Err(Error::Fields(vec![Fault::new("products", Refusal::invalid("product", listed.len()))]));
            };
            ids.push(Some(product.id));
        }
        if wish.all {
            ids.push(None);
        }
        let day = now.as_ms() / 86_400_000;
        let key = format!("subscribe:{}:{day}", secret::sha256_hex(mail.to_lowercase().as_bytes()));
        let url = format!("{}/confirm/{confirm}?lang={}", house.config.server.public_url.trim_end_matches('/'), lang.tag());
        let w = lang.words();
        let org = post::org(&house.config, lang);
        let body =
            format!("{}\n\n{url}\n\n-- \n{}\n{}\n", w.subscribe_letter(org.name(lang), CONFIRM_DAYS), org.psirt_name, org.contact_mail);
        if !post::mail(tx, &key, &mail, Letter { subject: w.subscribe_letter_subject().to_owned(), body }, None, now)? {
            return Ok(());
        }
        for product_id in ids {
            let new = NewSubscriber {
                mail: mail.clone(),
                lang: lang.tag().to_owned(),
                product_id,
                confirm_hash: secret::digest(&confirm),
                leave_hash: secret::digest(&secret::fresh()?),
            };
            tx.add_subscriber(&new, now)?;
        }
        tx.purge_unconfirmed(now.plus_days(-CONFIRM_DAYS))?;
        Ok(())
    })
    .await
}

/// Confirms by the mailed link; a link confirms once.
///
/// # Errors
/// A wrong, used or old link, which are one answer.
pub async fn confirm(ctx: &Ctx, link: &str) -> Result<()> {
    let hash = secret::digest(link);
    ctx.transact_or_busy(move |tx, viewer, now| {
        let found = tx.confirm_subscriber(&hash, now.plus_days(-CONFIRM_DAYS), now)?.ok_or_else(Error::not_found)?;
        tx.record(viewer, &[Event::new("subscriber", "confirmed", ThingRef::new("subscriber", found.id))], now)?;
        Ok(())
    })
    .await
}

/// Ends every subscription of the address that the link was mailed to.
///
/// # Errors
/// A wrong or used link, which are one answer.
pub async fn leave(ctx: &Ctx, link: &str) -> Result<()> {
    let hash = read_leave(&ctx.house, link).ok_or_else(Error::not_found)?;
    ctx.transact_or_busy(move |tx, viewer, now| {
        if !tx.leave(&hash, now)? {
            return Err(Error::not_found());
        }
        tx.record(viewer, &[Event::new("subscriber", "left", ThingRef::new("subscriber", "–"))], now)?;
        Ok(())
    })
    .await
}

/// The address that ends a subscription. Only this house can make it, so the ledger alone does not end anything.
pub(crate) fn leave_url(house: &House, leave_hash: &[u8], lang: Lang) -> String {
    let mac = house.key.mac("leave", &[leave_hash]);
    let link = format!("{}.{}", BASE64.encode(leave_hash), BASE64.encode(&mac[..MAC_BYTES]));
    format!("{}/leave/{link}?lang={}", house.config.server.public_url.trim_end_matches('/'), lang.tag())
}

/// Headers by which a mail program offers to leave with one press (RFC 2369, RFC 8058).
pub(crate) fn leave_headers(url: &str) -> Vec<(String, String)> {
    vec![("List-Unsubscribe".to_owned(), format!("<{url}>")), ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned())]
}

fn read_leave(house: &House, link: &str) -> Option<Vec<u8>> {
    let (hash, mac) = link.split_once('.')?;
    let (hash, mac) = (BASE64.decode(hash).ok()?, BASE64.decode(mac).ok()?);
    secret::same(&mac, &house.key.mac("leave", &[&hash])[..MAC_BYTES]).then_some(hash)
}
