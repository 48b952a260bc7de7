//! What a signed-in client knows: the tokens that were issued last, and what gets the next.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use avouch_runtime::serde_json::{self, Value};
use avouch_runtime::{AccessToken, StatusCode};

use super::credentials::{Credentials, Grant};
use super::error::{ConnectError, Refusal};
use super::uaa::{Issued, Shown, Uaa};

/// A source of access tokens. It is asked by one at a time: the client sees to that.
pub(super) struct Session {
    /// `None` where the platform has no UAA; then nothing that needs one is held.
    uaa: Option<Uaa>,
    held: Mutex<Held>,
}

/// What there is to give, and to show.
struct Held {
    access_token: Option<AccessToken>,
    refresh_token: Option<String>,
    grant: Option<Grant>,
}

impl Session {
    pub(super) fn new(uaa: Option<Uaa>, credentials: &Credentials) -> Self {
        let renewable = credentials.needs_uaa();
        let access_token = credentials.access_token.as_ref().and_then(|token| given(token, renewable));
        let (refresh_token, grant) = (credentials.refresh_token.clone(), credentials.grant.clone());
        Self { uaa, held: Mutex::new(Held { access_token, refresh_token, grant }) }
    }

    /// Gets the first token ahead of the first call, so that what is wrong is known at once.
    pub(super) async fn begin(&self) -> Result<(), ConnectError> {
        let token = self.token().await?;
        self.held().access_token = Some(token);
        Ok(())
    }

    /// The next token: that which is there, then one for the refresh token, then one for what was shown at first.
    pub(super) async fn token(&self) -> Result<AccessToken, ConnectError> {
        let (access_token, refresh_token, grant) = {
            let mut held = self.held();
            (held.access_token.take(), held.refresh_token.clone(), held.grant.clone())
        };
        if let Some(token) = access_token {
            return Ok(token);
        }
        let mut refusal = None;
        if let Some(token) = refresh_token {
            match self.ask(Shown::RefreshToken(token)).await {
                Err(ConnectError::Refused(refused)) if is_final(&refused) => {
                    self.held().refresh_token = None;
                    refusal = Some(refused);
                }
                other => return other,
            }
        }
        let Some(grant) = grant else {
            return Err(ConnectError::Expired { refusal });
        };
        let is_passcode = matches!(grant, Grant::Passcode(_));
        let asked = self.ask(Shown::Grant(grant)).await;
        // It is good once; where the UAA was not reached it was not used.
        if is_passcode && matches!(asked, Ok(_) | Err(ConnectError::Refused(_))) {
            self.held().grant = None;
        }
        asked
    }

    async fn ask(&self, shown: Shown) -> Result<AccessToken, ConnectError> {
        let Some(uaa) = &self.uaa else {
            return Err(ConnectError::Expired { refusal: None });
        };
        let Issued { access_token, refresh_token, lifetime } = uaa.token(&shown).await?;
        if refresh_token.is_some() {
            self.held().refresh_token = refresh_token;
        }
        let token = AccessToken::new(access_token);
        Ok(match lifetime {
            Some(lifetime) => token.lifetime(lifetime),
            None => token,
        })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the UAA means the token, rather than that it is busy (RFC 6749, section 5.2).
fn is_final(refusal: &Refusal) -> bool {
    matches!(refusal.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
}

/// An access token that was handed over, with the lifetime that it tells itself. One that has ended is left out if
/// there is a way to another; if not, the server may still judge by another clock.
fn given(token: &str, renewable: bool) -> Option<AccessToken> {
    let access_token = AccessToken::new(token);
    let end = expiry(token).filter(|_| renewable);
    match end.map(|end| end.duration_since(SystemTime::now())) {
        None => Some(access_token),
        Some(Ok(left)) => Some(access_token.lifetime(left)),
        Some(Err(_)) => None,
    }
}

/// When a JSON Web Token ends (RFC 7519, section 4.1.4). Nothing is verified: who reads it acts on it alone.
fn expiry(token: &str) -> Option<SystemTime> {
    let mut parts = token.split('.');
    let claims = parts.nth(1).filter(|_| parts.count() == 1)?;
    let claims: Value = serde_json::from_slice(&base64url(claims)?).ok()?;
    let seconds = claims.get("exp")?.as_u64()?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// The bytes of a text in the URL-safe alphabet, without padding (RFC 4648, section 5).
fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"alg":"none"}`, `{"exp":1700000000}`.
    const ENDED: &str = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3MDAwMDAwMDB9.c2ln";

    #[test]
    fn when_a_token_ends() {
        assert_eq!(expiry(ENDED), Some(UNIX_EPOCH + Duration::from_secs(1_700_000_000)));
        for opaque in ["", "opaque", "a.b", "a.b.c.d", "a.$.c", "a.e30.c", "a.eyJleHAiOi0xfQ.c", "é.é.é"] {
            assert_eq!(expiry(opaque), None, "{opaque}");
        }
        // A time that no clock shows: {"exp":18446744073709551615}.
        assert_eq!(expiry("a.eyJleHAiOjE4NDQ2NzQ0MDczNzA5NTUxNjE1fQ.c"), None);
    }

    #[test]
    fn a_token_that_has_ended_is_tried_where_there_is_no_other() {
        assert!(given(ENDED, true).is_none());
        assert!(given(ENDED, false).is_some());
        assert!(given("opaque", true).is_some());
    }
}
