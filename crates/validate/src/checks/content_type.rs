//! Is the media type documented?

use avouch_api::Response as Documented;

use crate::{Breach, Check, Response, body};

/// The representation that the response is in, by its position in the content, and what is wrong with its media type.
///
/// A response whose content is not documented may have any; one without content is not looked at. A body without a media type
/// is read as the only representation that there is, so that its content is still checked.
pub fn check(documented: &Documented, response: &Response) -> (Option<usize>, Option<Breach>) {
    if documented.content.is_empty() || response.body.is_empty() {
        return (None, None);
    }
    let breach = |message| Breach::new(Check::ContentType, Some(documented.origin), message);
    let keys = body::keys(&documented.content);
    if response.headers.get(http::header::CONTENT_TYPE).is_none() {
        let only = (documented.content.len() == 1).then_some(0);
        return (only, Some(breach(format!("the body has no Content-Type, {keys} is documented"))));
    }
    match response.content_type() {
        None => (None, Some(breach(format!("the Content-Type is not readable text, {keys} is documented")))),
        Some(sent) => match body::representation(&documented.content, sent) {
            Some(media) => (Some(media), None),
            None => (None, Some(breach(format!("Content-Type `{sent}` is not documented, only {keys}")))),
        },
    }
}
