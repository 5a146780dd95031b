//! People outside who asked to be told of advisories: subscribed only after they confirmed, gone when they leave.

use crate::StoreError;
use crate::tx::Tx;
use crate::value::Row;
use domain::id::ProductId;
use domain::instant::Instant;

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Row number.
    pub id: i64,
    /// Mail address.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// The product asked for; none = all.
    pub product_id: Option<ProductId>,
    /// Digest of the secret in the link that ends it.
    pub leave_hash: Vec<u8>,
}

/// A subscription that waits to be confirmed.
#[derive(Debug, Clone)]
pub struct NewSubscriber {
    /// Mail address.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// The product asked for; none = all.
    pub product_id: Option<ProductId>,
    /// Digest of the secret in the link that confirms.
    pub confirm_hash: Vec<u8>,
    /// Digest of the secret in the link that ends it.
    pub leave_hash: Vec<u8>,
}

fn subscriber_from(row: &Row) -> Result<Subscriber, StoreError> {
    Ok(Subscriber {
        id: row.get("id")?,
        mail: row.get("mail")?,
        lang: row.get("lang")?,
        product_id: row.get("product_id")?,
        leave_hash: row.get("leave_hash")?,
    })
}

impl Tx<'_> {
    /// Keeps a subscription that its address has still to confirm.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_subscriber(&mut self, new: &NewSubscriber, now: Instant) -> Result<i64, StoreError> {
        self.query_value(
            "INSERT INTO subscriber (mail, lang, product_id, leave_hash, confirm_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            &[&new.mail, &new.lang, &new.product_id, &new.leave_hash, &new.confirm_hash, &now],
        )
    }

    /// Confirms a subscription that was asked for after `since`; a link confirms once, and a wrong one finds nothing.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn confirm_subscriber(&mut self, confirm_hash: &[u8], since: Instant, now: Instant) -> Result<Option<Subscriber>, StoreError> {
        self.query_opt(
            "UPDATE subscriber SET confirmed_at = $1, confirm_hash = NULL WHERE confirm_hash = $2 AND created_at >= $3 AND left_at IS NULL \
             RETURNING id, mail, lang, product_id, leave_hash",
            &[&now, &confirm_hash, &since],
        )?
        .as_ref()
        .map(subscriber_from)
        .transpose()
    }

    /// Ends every subscription of the address behind a link; the address is not kept. Answers whether there was one.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn leave(&mut self, leave_hash: &[u8], now: Instant) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE subscriber SET left_at = $1, mail = '', confirm_hash = NULL WHERE left_at IS NULL \
             AND mail = (SELECT l.mail FROM subscriber l WHERE l.leave_hash = $2 AND l.left_at IS NULL)",
            &[&now, &leave_hash],
        )?;
        Ok(touched > 0)
    }

    /// Takes out what nobody confirmed until `before`, and says how many.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn purge_unconfirmed(&mut self, before: Instant) -> Result<u64, StoreError> {
        self.execute("DELETE FROM subscriber WHERE confirmed_at IS NULL AND created_at < $1", &[&before])
    }

    /// Confirmed subscriptions that ask for one of these products or for all, one per address, oldest first.
    ///
    /// For the program that sends letters: addresses are shown to nobody.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn subscribers_of(&mut self, products: &[ProductId]) -> Result<Vec<Subscriber>, StoreError> {
        let rows = self.query(
            "SELECT id, mail, lang, product_id, leave_hash FROM subscriber WHERE confirmed_at IS NOT NULL AND left_at IS NULL ORDER BY id",
            &[],
        )?;
        let mut told = std::collections::BTreeSet::new();
        let mut found = Vec::new();
        for row in &rows {
            let subscriber = subscriber_from(row)?;
            let wanted = subscriber.product_id.is_none_or(|id| products.contains(&id));
            if wanted && told.insert(subscriber.mail.to_lowercase()) {
                found.push(subscriber);
            }
        }
        Ok(found)
    }
}
