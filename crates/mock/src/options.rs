//! The switches of a mock.

use std::sync::Arc;
use std::time::Duration;

use crate::{Behaviour, FaultRule};

/// The switches of a [`Mock`](crate::Mock).
#[derive(Clone, Debug)]
pub struct Options {
    /// Where everything that is made up starts from: identifiers, values of schemas, the dice of faults.
    pub seed: u64,
    /// What is to go wrong, and where.
    pub faults: Vec<FaultRule>,
    /// What the document cannot say; read for the same Api.
    pub behaviour: Option<Arc<Behaviour>>,
    /// How long every answer waits.
    pub latency: Duration,
    /// How much longer an answer waits that [`Fault::Slow`](crate::Fault::Slow) hits.
    pub slowness: Duration,
    /// Whether operations that demand credentials are answered without them, too.
    pub allow_anonymous: bool,
    /// The most bytes of a request body that are held in memory. Files in multipart bodies and bodies of bytes are counted
    /// as they pass, and are not held.
    pub max_body_bytes: usize,
    /// The most bytes that one upload may have.
    pub max_upload_bytes: u64,
    /// The most bytes that all items together may take.
    pub max_state_bytes: usize,
    /// How many bytes a download has; `None` for those of the document's example, else 1024.
    pub blob_bytes: Option<u64>,
    /// Where redirections to bytes lead, such as `http://127.0.0.1:4000`; `None` for the mock itself.
    pub blob_origin: Option<String>,
    /// The most connections at a time; further ones wait.
    pub max_connections: usize,
    /// How long a client may take to send the head of a request.
    pub head_timeout: Duration,
    /// How long a client may be silent while it sends a body.
    pub body_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            seed: 0,
            faults: Vec::new(),
            behaviour: None,
            latency: Duration::ZERO,
            slowness: Duration::from_secs(5),
            allow_anonymous: false,
            max_body_bytes: 16 << 20,
            max_upload_bytes: 16 << 30,
            max_state_bytes: 256 << 20,
            blob_bytes: None,
            blob_origin: None,
            max_connections: 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
        }
    }
}

/// Reads a time as people write it: `500ms`, `30s` or `5m`.
///
/// # Errors
/// A fragment of a sentence that says what is expected.
pub fn duration(text: &str) -> Result<Duration, String> {
    let units: [(&str, u64); 3] = [("ms", 1), ("s", 1000), ("m", 60_000)];
    let read = units.iter().find_map(|(unit, factor)| {
        let number = text.strip_suffix(unit)?.parse::<u64>().ok()?;
        number.checked_mul(*factor)
    });
    read.map(Duration::from_millis).ok_or_else(|| "a number and ms, s or m is expected, such as 500ms".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
        for text in ["5", "s", "-1s", "1h", "99999999999999999999s", "18446744073709551615m"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
