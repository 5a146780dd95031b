//! Downloads a document into a file: only a whole answer leaves one behind.

use std::path::Path;

use crate::http::{Fetched, Guarded, HttpFault, Limits};

/// Gets an address into a new file. The file is there afterwards only when the server answered 200 and the whole body came.
///
/// # Errors
/// Every [`HttpFault`]; [`HttpFault::Sink`] when the file is there already or cannot be written.
pub async fn to_file(client: &Guarded, url: &str, headers: &[(&str, &str)], limits: Limits, path: &Path) -> Result<Fetched, HttpFault> {
    let sink = |error: std::io::Error| HttpFault::Sink(error.to_string());
    let mut file = tokio::fs::File::create_new(path).await.map_err(sink)?;
    let fetched = client.get_into(url, headers, limits, &mut file).await;
    drop(file);
    if !matches!(&fetched, Ok(fetched) if fetched.status == 200) {
        tokio::fs::remove_file(path).await.map_err(sink)?;
    }
    fetched
}
