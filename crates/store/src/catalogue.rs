//! Divisions, products, releases, their SBOMs and components.

use crate::StoreError;
use crate::need;
use crate::tx::Tx;
use crate::value::{Row, ToValue, Value};
use domain::id::{CaseId, ComponentId, DivisionId, PersonId, ProductId, ReleaseId, SbomId};
use domain::instant::Instant;
use domain::viewer::Viewer;

/// A division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Row number.
    pub id: DivisionId,
    /// Name in addresses.
    pub slug: String,
    /// Japanese name.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Row number.
    pub id: ProductId,
    /// Its division.
    pub division_id: DivisionId,
    /// Name of the division in addresses.
    pub division: String,
    /// Name in addresses.
    pub slug: String,
    /// Name shown.
    pub name: String,
    /// How it is exposed: `internet`, `local` or `unknown`; feeds the proposal of a priority.
    pub exposure: String,
    /// Whether the public site names it.
    pub listed: bool,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
    /// Login of that person.
    pub owner: Option<String>,
    /// How many releases it has.
    pub releases: i64,
    /// Open findings over all releases.
    pub open_findings: i64,
}

/// A product to be added.
#[derive(Debug, Clone)]
pub struct NewProduct {
    /// Its division.
    pub division_id: DivisionId,
    /// Name in addresses.
    pub slug: String,
    /// Name shown.
    pub name: String,
    /// See [`Product::exposure`].
    pub exposure: String,
    /// Whether the public site names it.
    pub listed: bool,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Row number.
    pub id: ReleaseId,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name in addresses.
    pub product: String,
    /// The product's name as shown.
    pub product_name: String,
    /// The product's division.
    pub division_id: DivisionId,
    /// The division's name in addresses.
    pub division: String,
    /// Version as printed on the product.
    pub version: String,
    /// When it went out.
    pub released_at: Option<Instant>,
    /// End of its support.
    pub support_until: Option<Instant>,
    /// When it was added.
    pub created_at: Instant,
    /// Components of the current SBOM; none = no SBOM yet.
    pub components: Option<i64>,
    /// Of these, how many could be matched.
    pub matchable: Option<i64>,
    /// Findings that stand.
    pub open_findings: i64,
}

impl Release {
    /// Its name in addresses and on the wire, `product@version`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.product, self.version)
    }

    /// Whether the maker still owes fixes; a release without a declared end is supported.
    #[must_use]
    pub fn supported(&self, now: Instant) -> bool {
        self.support_until.is_none_or(|until| until > now)
    }
}

/// An SBOM as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sbom {
    /// Row number.
    pub id: SbomId,
    /// SHA-256 of the bytes received, in hex.
    pub digest: String,
    /// Form and version, such as `CycloneDX 1.6`.
    pub format: String,
    /// How many components it names.
    pub components: i64,
    /// Of these, how many have a usable key.
    pub matchable: i64,
    /// Possible matches below the threshold; counted, not opened as findings.
    pub candidates: i64,
    /// Problems met while reading, as JSON.
    pub problems: String,
    /// When it arrived.
    pub received_at: Instant,
}

/// An SBOM to be kept.
#[derive(Debug, Clone)]
pub struct NewSbom {
    /// SHA-256 of the bytes received, in hex.
    pub digest: String,
    /// Form and version.
    pub format: String,
    /// The bytes, compressed by the caller.
    pub bytes: Vec<u8>,
    /// Problems met while reading, as JSON.
    pub problems: String,
    /// Its components.
    pub components: Vec<NewComponent>,
}

/// A component to be kept.
#[derive(Debug, Clone)]
pub struct NewComponent {
    /// Reference inside the SBOM.
    pub reference: String,
    /// Name as given.
    pub name: String,
    /// Version as given.
    pub version: Option<String>,
    /// Canonical purl.
    pub purl: Option<String>,
    /// CPE 2.3 formatted strings, separated by blanks.
    pub cpe: Option<String>,
    /// Further canonical purls, separated by blanks.
    pub other_purls: Option<String>,
    /// Supplier as given.
    pub supplier: Option<String>,
    /// What the SBOM says of vulnerabilities in it, as JSON.
    pub said: Option<String>,
    /// Kind, such as `library`.
    pub kind: String,
    /// Why it cannot be matched, as a code; none when it can.
    pub unmatchable: Option<String>,
    /// Keys under which records can meet it.
    pub keys: Vec<String>,
}

/// A component of a current SBOM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Row number.
    pub id: ComponentId,
    /// The release that holds it.
    pub release_id: ReleaseId,
    /// Name as given.
    pub name: String,
    /// Version as given.
    pub version: Option<String>,
    /// Canonical purl.
    pub purl: Option<String>,
    /// Further canonical purls, separated by blanks.
    pub other_purls: Option<String>,
    /// CPE 2.3 formatted strings, separated by blanks.
    pub cpe: Option<String>,
    /// What the SBOM says of vulnerabilities in it, as JSON.
    pub said: Option<String>,
    /// Kind, such as `library`.
    pub kind: String,
    /// Why it cannot be matched, as a code.
    pub unmatchable: Option<String>,
}

/// Products as the viewer may count them; `$1` is the person.
fn product_sql(viewer: &Viewer) -> String {
    let known = need::vulnerabilities(viewer);
    format!(
        "SELECT p.id, p.division_id, d.slug AS division, p.slug, p.name, p.exposure, p.listed, p.owner_id, o.login AS owner, \
 (SELECT count(*) FROM release r WHERE r.product_id = p.id) AS releases, \
 (SELECT count(*) FROM finding f JOIN release r ON r.id = f.release_id JOIN vulnerability v ON v.id = f.vuln_id \
 WHERE r.product_id = p.id AND f.closed_at IS NULL AND {known}) AS open_findings \
 FROM product p JOIN division d ON d.id = p.division_id LEFT JOIN person o ON o.id = p.owner_id"
    )
}

/// Releases as the viewer may count them; `$1` is the person.
fn release_sql(viewer: &Viewer) -> String {
    let known = need::vulnerabilities(viewer);
    format!(
        "SELECT r.id, r.product_id, p.slug AS product, p.name AS product_name, p.division_id, d.slug AS division, r.version, \
 r.released_at, r.support_until, r.created_at, \
 (SELECT s.components FROM sbom s WHERE s.release_id = r.id AND s.replaced_at IS NULL) AS components, \
 (SELECT s.matchable FROM sbom s WHERE s.release_id = r.id AND s.replaced_at IS NULL) AS matchable, \
 (SELECT count(*) FROM finding f JOIN vulnerability v ON v.id = f.vuln_id \
 WHERE f.release_id = r.id AND f.closed_at IS NULL AND {known}) AS open_findings \
 FROM release r JOIN product p ON p.id = r.product_id JOIN division d ON d.id = p.division_id"
    )
}

const COMPONENT: &str = "c.id, c.release_id, c.name, c.version, c.purl, c.other_purls, c.cpe, c.said, c.kind, c.unmatchable";

fn component_values(sbom: SbomId, release: ReleaseId, component: &NewComponent) -> Vec<Value> {
    vec![
        sbom.to_value(),
        release.to_value(),
        component.reference.to_value(),
        component.name.to_value(),
        component.version.to_value(),
        component.purl.to_value(),
        component.cpe.to_value(),
        component.supplier.to_value(),
        component.other_purls.to_value(),
        component.said.to_value(),
        component.kind.to_value(),
        component.unmatchable.to_value(),
    ]
}

fn product_from(row: &Row) -> Result<Product, StoreError> {
    Ok(Product {
        id: row.get("id")?,
        division_id: row.get("division_id")?,
        division: row.get("division")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        exposure: row.get("exposure")?,
        listed: row.get("listed")?,
        owner_id: row.get("owner_id")?,
        owner: row.get("owner")?,
        releases: row.get("releases")?,
        open_findings: row.get("open_findings")?,
    })
}

fn release_from(row: &Row) -> Result<Release, StoreError> {
    Ok(Release {
        id: row.get("id")?,
        product_id: row.get("product_id")?,
        product: row.get("product")?,
        product_name: row.get("product_name")?,
        division_id: row.get("division_id")?,
        division: row.get("division")?,
        version: row.get("version")?,
        released_at: row.get("released_at")?,
        support_until: row.get("support_until")?,
        created_at: row.get("created_at")?,
        components: row.get("components")?,
        matchable: row.get("matchable")?,
        open_findings: row.get("open_findings")?,
    })
}

fn component_from(row: &Row) -> Result<Component, StoreError> {
    Ok(Component {
        id: row.get("id")?,
        release_id: row.get("release_id")?,
        name: row.get("name")?,
        version: row.get("version")?,
        purl: row.get("purl")?,
        other_purls: row.get("other_purls")?,
        cpe: row.get("cpe")?,
        said: row.get("said")?,
        kind: row.get("kind")?,
        unmatchable: row.get("unmatchable")?,
    })
}

impl Tx<'_> {
    /// All divisions, by slug.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn divisions(&mut self, viewer: &Viewer) -> Result<Vec<Division>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let rows = self.query("SELECT id, slug, name_ja, name_en FROM division ORDER BY slug", &[])?;
        rows.iter()
            .map(|row| {
                Ok(Division { id: row.get("id")?, slug: row.get("slug")?, name_ja: row.get("name_ja")?, name_en: row.get("name_en")? })
            })
            .collect()
    }

    /// Adds a division, or answers the one of that slug.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn ensure_division(&mut self, slug: &str, name_ja: &str, name_en: &str) -> Result<DivisionId, StoreError> {
        self.execute(
            "INSERT INTO division (slug, name_ja, name_en) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING",
            &[&slug, &name_ja, &name_en],
        )?;
        self.query_value("SELECT id FROM division WHERE slug = $1", &[&slug])
    }

    /// All products, by division and slug.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn products(&mut self, viewer: &Viewer) -> Result<Vec<Product>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let rows = self.query(&format!("{} ORDER BY d.slug, p.slug", product_sql(viewer)), &[&need::me(viewer)])?;
        rows.iter().map(product_from).collect()
    }

    /// One product by slug.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn product(&mut self, viewer: &Viewer, slug: &str) -> Result<Option<Product>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        let sql = format!("{} WHERE p.slug = $2", product_sql(viewer));
        self.query_opt(&sql, &[&need::me(viewer), &slug])?.as_ref().map(product_from).transpose()
    }

    /// Names of the products that the public site may name.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn listed_products(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.query("SELECT slug, name FROM product WHERE listed = 1 ORDER BY name", &[])?;
        rows.iter().map(|row| Ok((row.get("slug")?, row.get("name")?))).collect()
    }

    /// Adds a product; answers none when the slug is taken.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_product(&mut self, new: &NewProduct, now: Instant) -> Result<Option<ProductId>, StoreError> {
        let row = self.query_opt(
            "INSERT INTO product (division_id, slug, name, exposure, listed, owner_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (slug) DO NOTHING RETURNING id",
            &[&new.division_id, &new.slug, &new.name, &new.exposure, &new.listed, &new.owner_id, &now],
        )?;
        row.map(|row| row.get("id")).transpose()
    }

    /// The releases of a product, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn releases(&mut self, viewer: &Viewer, product: ProductId) -> Result<Vec<Release>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let sql = format!("{} WHERE r.product_id = $2 ORDER BY COALESCE(r.released_at, r.created_at) DESC, r.id DESC", release_sql(viewer));
        self.query(&sql, &[&need::me(viewer), &product])?.iter().map(release_from).collect()
    }

    /// Every release, by product and age.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn all_releases(&mut self, viewer: &Viewer) -> Result<Vec<Release>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let order = "ORDER BY d.slug, p.slug, COALESCE(r.released_at, r.created_at) DESC, r.id DESC";
        self.query(&format!("{} {order}", release_sql(viewer)), &[&need::me(viewer)])?.iter().map(release_from).collect()
    }

    /// Whether there is a product, and whether one has an SBOM.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn catalogue_begun(&mut self, viewer: &Viewer) -> Result<(bool, bool), StoreError> {
        if !need::staff(viewer) {
            return Ok((false, false));
        }
        let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM product) THEN 1 ELSE 0 END AS product, \
                   CASE WHEN EXISTS (SELECT 1 FROM sbom WHERE replaced_at IS NULL) THEN 1 ELSE 0 END AS sbom";
        let row = self.query_one(sql, &[])?;
        Ok((row.get::<i64>("product")? == 1, row.get::<i64>("sbom")? == 1))
    }

    /// One release by product slug and version.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn release(&mut self, viewer: &Viewer, product: &str, version: &str) -> Result<Option<Release>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        let sql = format!("{} WHERE p.slug = $2 AND r.version = $3", release_sql(viewer));
        self.query_opt(&sql, &[&need::me(viewer), &product, &version])?.as_ref().map(release_from).transpose()
    }

    /// One release by row number.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn release_by_id(&mut self, viewer: &Viewer, id: ReleaseId) -> Result<Option<Release>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        let sql = format!("{} WHERE r.id = $2", release_sql(viewer));
        self.query_opt(&sql, &[&need::me(viewer), &id])?.as_ref().map(release_from).transpose()
    }

    /// The releases in the scope of a case that the caller has read, by product, newest first.
    ///
    /// # Errors
    /// A failure of the engine.
    pub(crate) fn releases_in_scope(&mut self, case: CaseId) -> Result<Vec<Release>, StoreError> {
        let sql = format!(
            "{} WHERE r.id IN (SELECT cr.release_id FROM case_release cr WHERE cr.case_id = $2) \
             ORDER BY p.slug, COALESCE(r.released_at, r.created_at) DESC, r.id DESC",
            release_sql(&Viewer::system())
        );
        self.query(&sql, &[&need::me(&Viewer::system()), &case])?.iter().map(release_from).collect()
    }

    /// Adds a release; answers none when the product has that version.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_release(
        &mut self,
        product: ProductId,
        version: &str,
        released_at: Option<Instant>,
        support_until: Option<Instant>,
        now: Instant,
    ) -> Result<Option<ReleaseId>, StoreError> {
        let row = self.query_opt(
            "INSERT INTO release (product_id, version, released_at, support_until, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (product_id, version) DO NOTHING RETURNING id",
            &[&product, &version, &released_at, &support_until, &now],
        )?;
        row.map(|row| row.get("id")).transpose()
    }

    /// Declares the end of a release's support.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_support_until(&mut self, release: ReleaseId, until: Option<Instant>) -> Result<(), StoreError> {
        self.execute("UPDATE release SET support_until = $1 WHERE id = $2", &[&until, &release])?;
        Ok(())
    }

    /// The current SBOM of a release, without its bytes.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn current_sbom(&mut self, viewer: &Viewer, release: ReleaseId) -> Result<Option<Sbom>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        let row = self.query_opt(
            "SELECT id, digest, format, components, matchable, candidates, problems, received_at FROM sbom WHERE release_id = $1 AND replaced_at IS NULL",
            &[&release],
        )?;
        row.map(|row| {
            Ok(Sbom {
                id: row.get("id")?,
                digest: row.get("digest")?,
                format: row.get("format")?,
                components: row.get("components")?,
                matchable: row.get("matchable")?,
                candidates: row.get("candidates")?,
                problems: row.get("problems")?,
                received_at: row.get("received_at")?,
            })
        })
        .transpose()
    }

    /// The bytes of the current SBOM of a release, as the caller compressed them.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn current_sbom_bytes(&mut self, viewer: &Viewer, release: ReleaseId) -> Result<Option<Vec<u8>>, StoreError> {
        if !need::staff(viewer) {
            return Ok(None);
        }
        self.query_opt("SELECT bytes FROM sbom WHERE release_id = $1 AND replaced_at IS NULL", &[&release])?
            .map(|row| row.get("bytes"))
            .transpose()
    }

    /// Keeps an SBOM as the current one of a release; the earlier one stays readable, its components go.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn put_sbom(&mut self, release: ReleaseId, new: &NewSbom, now: Instant) -> Result<SbomId, StoreError> {
        self.execute("DELETE FROM component_key WHERE release_id = $1", &[&release])?;
        self.execute("DELETE FROM component WHERE release_id = $1", &[&release])?;
        self.execute("UPDATE sbom SET replaced_at = $1 WHERE release_id = $2 AND replaced_at IS NULL", &[&now, &release])?;
        let matchable = new.components.iter().filter(|component| component.unmatchable.is_none()).count();
        let sbom: SbomId = self
            .query_one(
                "INSERT INTO sbom (release_id, digest, format, bytes, components, matchable, candidates, problems, received_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8) RETURNING id",
                &[&release, &new.digest, &new.format, &new.bytes, &new.components.len(), &matchable, &new.problems, &now],
            )?
            .get("id")?;
        let rows = new.components.iter().map(|component| component_values(sbom, release, component)).collect();
        let mut ids: Vec<i64> = self
            .insert_many(
                "component (sbom_id, release_id, ref, name, version, purl, cpe, supplier, other_purls, said, kind, unmatchable)",
                "RETURNING id",
                rows,
            )?
            .iter()
            .map(Row::first)
            .collect::<Result<_, _>>()?;
        // Both engines number the rows of one statement in their order, but may answer them in any.
        ids.sort_unstable();
        let keys = new.components.iter().zip(ids).flat_map(|(component, id)| {
            component.keys.iter().map(move |key| vec![key.to_value(), Value::Int(id), Value::Int(release.get())])
        });
        self.insert_many("component_key (key, component_id, release_id)", "ON CONFLICT DO NOTHING", keys.collect())?;
        Ok(sbom)
    }

    /// Keeps how many possible matches of an SBOM lie below the threshold.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_candidates(&mut self, sbom: SbomId, candidates: usize) -> Result<(), StoreError> {
        self.execute("UPDATE sbom SET candidates = $1 WHERE id = $2", &[&candidates, &sbom])?;
        Ok(())
    }

    /// The components of a release's current SBOM, unmatchable ones first, then by name.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn components(&mut self, viewer: &Viewer, release: ReleaseId) -> Result<Vec<Component>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COMPONENT} FROM component c WHERE c.release_id = $1 \
             ORDER BY CASE WHEN c.unmatchable IS NULL THEN 1 ELSE 0 END, c.name, c.version, c.id"
        );
        self.query(&sql, &[&release])?.iter().map(component_from).collect()
    }

    /// Every component that a record with this key could meet.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn components_by_key(&mut self, viewer: &Viewer, key: &str) -> Result<Vec<Component>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let sql =
            format!("SELECT {COMPONENT} FROM component_key k JOIN component c ON c.id = k.component_id WHERE k.key = $1 ORDER BY c.id");
        self.query(&sql, &[&key])?.iter().map(component_from).collect()
    }

    /// Every key that some component has, for meeting a large set of changed records.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn component_keys(&mut self, viewer: &Viewer) -> Result<Vec<String>, StoreError> {
        if !need::staff(viewer) {
            return Ok(Vec::new());
        }
        let rows = self.query("SELECT DISTINCT key FROM component_key ORDER BY key", &[])?;
        rows.iter().map(Row::first).collect()
    }
}
