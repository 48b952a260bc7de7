//! Answers: what each documented status decodes into, and which of them share a type.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::media::MediaType;
use avouch_api::{Operation, Response, StatusSpec};

use super::{AnswerEnum, AnswerType, Answers, Arm, Content, OperationView};
use crate::names::{Name, Reserved, Scope, Wanted};
use crate::plan::{Builder, Place, Plan, Type, View, place_name};
use crate::text::sentence;

/// The documented answers of an operation: successes, and errors. Their types are settled once all are known.
pub(super) fn answers(
    builder: &mut Builder<'_>,
    operation: &Operation,
    place: &Place,
    job: Option<&Type>,
) -> (Answers, Answers) {
    let mut success = Vec::new();
    let mut errors = Vec::new();
    let streams = streams(operation);
    let has_success = operation.responses.iter().any(|response| is_success(response.status));
    for response in &operation.responses {
        let succeeds = is_success(response.status) || response.status == StatusSpec::Default && !has_success;
        let leads_on = is_redirect(response.status) && (streams || !has_success);
        if succeeds || is_redirect(response.status) {
            let arms = arms(builder, operation, response, place, job, true);
            // What a redirect leads to is whatever is there: it comes as it is.
            let redirected = leads_on && arms.iter().all(|arm| arm.content == Content::Empty);
            success.extend(
                arms.into_iter()
                    .map(|arm| Arm { content: if redirected { Content::Stream } else { arm.content }, ..arm }),
            );
        } else {
            errors.extend(arms(builder, operation, response, place, None, false));
        }
    }
    if !has_success && success.iter().all(|arm| arm.status.starts_with('3')) {
        let content = if success.is_empty() { Content::Empty } else { Content::Stream };
        success.push(Arm { status: "2XX".to_owned(), media: None, content, docs: None });
    }
    let unsettled = |mut arms: Vec<Arm>| {
        // The order in which the document has them means nothing.
        arms.sort_by(|left, right| (&left.status, &left.media).cmp(&(&right.status, &right.media)));
        Answers { ty: AnswerType::Never, arms }
    };
    (unsettled(success), unsettled(errors))
}

fn is_success(status: StatusSpec) -> bool {
    status.is_success()
}

/// Whether a status sends the client elsewhere; 304 and its like do not.
fn is_redirect(status: StatusSpec) -> bool {
    matches!(status, StatusSpec::Code(301 | 302 | 303 | 307 | 308) | StatusSpec::Range(3))
}

/// Whether every success is a stream of bytes.
fn streams(operation: &Operation) -> bool {
    let mut successes = operation.responses.iter().filter(|response| is_success(response.status)).peekable();
    successes.peek().is_some()
        && successes.all(|response| {
            let mut media = response.content.iter().map(|media| media.range.as_media_type());
            let json = media.clone().flatten().any(MediaType::is_json);
            let bytes = media.any(|media| media.is_none_or(|media| !is_text(media)));
            !json && bytes
        })
}

/// One arm for each format of a response.
fn arms(
    builder: &mut Builder<'_>,
    operation: &Operation,
    response: &Response,
    place: &Place,
    job: Option<&Type>,
    success: bool,
) -> Vec<Arm> {
    let status = response.status.to_string();
    let docs = response.description.as_deref().map(sentence).filter(|text| !text.is_empty());
    let arm =
        |media: Option<String>, content: Content| Arm { status: status.clone(), media, content, docs: docs.clone() };
    if let (Some(job), StatusSpec::Code(202)) = (job, response.status) {
        return vec![arm(None, Content::Job(job.clone()))];
    }
    let bodyless = matches!(response.status, StatusSpec::Code(100..=199 | 204 | 205 | 304) | StatusSpec::Range(1));
    if response.content.is_empty() || bodyless || operation.method == "HEAD" {
        return vec![arm(None, Content::Empty)];
    }
    let several = operation.responses.iter().filter(|other| is_success(other.status) == success).count() > 1;
    let place = match place_name(builder.api, response.origin) {
        Some(name) => Place::inside(&name, None),
        None if !success => {
            let reason = reason(response.status);
            place.child(&format!("{} error", reason.strip_suffix(" error").unwrap_or(reason)))
        }
        None if several => place.child(&format!("{} response", reason(response.status))),
        None => place.child("Response"),
    };
    let mut arms: Vec<Arm> = Vec::new();
    for media in &response.content {
        let known = media.range.as_media_type();
        let content = match (known, media.schema) {
            (Some(known), Some(schema)) if known.is_json() => {
                Content::Json(builder.shape_for(View::Response, schema, &place).whole())
            }
            (Some(known), None) if known.is_json() => {
                builder.list_untyped(media.origin, "the body has no schema");
                Content::Json(Type::Any)
            }
            (Some(known), _) if is_text(known) => Content::Text,
            _ if success => Content::Stream,
            _ => Content::Bytes,
        };
        let content = if content == Content::Stream && !success { Content::Bytes } else { content };
        arms.push(arm(Some(media.range.to_string()), content));
    }
    if success && arms.iter().any(|arm| arm.content == Content::Stream) {
        // Texts beside bytes come as bytes too: one stream, whose media type the answer says.
        for arm in arms.iter_mut().filter(|arm| arm.content == Content::Text) {
            arm.content = Content::Stream;
        }
    }
    if arms.windows(2).all(|pair| pair[0].content == pair[1].content) {
        arms.truncate(1);
        for arm in &mut arms {
            arm.media = None;
        }
    }
    arms
}

/// Whether a media type is text for people or programs that read it whole.
fn is_text(media: &MediaType) -> bool {
    let subtype = media.subtype.to_ascii_lowercase();
    let yaml = matches!(subtype.as_str(), "yaml" | "x-yaml") || subtype.ends_with("+yaml");
    media.is_text() && !media.is_event_stream() || media.is_xml() || yaml
}

/// Decides the types of all answers. `types` mints the names of enums.
pub(super) fn settle(
    operations: &mut [(&mut OperationView, String)],
    plan: &Plan,
    types: &mut Scope,
) -> Vec<AnswerEnum> {
    let mut shared = Shared::new();
    let mut own: BTreeMap<String, AnswerEnum> = BTreeMap::new();
    for (view, full) in operations.iter_mut() {
        for arm in view.success.arms.iter_mut().chain(&mut view.errors.arms) {
            if let Content::Json(ty) | Content::Job(ty) = &mut arm.content {
                *ty = plan.canonical(ty);
            }
        }
        view.success.ty = match one(&view.success.arms) {
            Some(ty) => ty,
            None => AnswerType::Own(
                // The ways to call an operation share their answers.
                own.entry(full.clone()).or_insert_with(|| own_enum(view, full, types)).clone(),
            ),
        };
        view.errors.ty = one(&view.errors.arms).unwrap_or(AnswerType::Never);
        if view.errors.ty == AnswerType::Never && !view.errors.arms.is_empty() {
            let (arms, users) =
                shared.entry(key(&view.errors.arms)).or_insert_with(|| (view.errors.arms.clone(), BTreeSet::new()));
            users.insert(full.clone());
            for (known, arm) in arms.iter_mut().zip(&view.errors.arms) {
                known.docs = known.docs.take().filter(|docs| arm.docs.as_ref() == Some(docs));
            }
        }
    }
    let names = shared_names(&shared, plan);
    let wanted: Vec<Wanted<'_>> =
        names.iter().map(|text| Wanted { text, fallback: "failure", suffix: "error", rank: 0 }).collect();
    let minted = types.mint_all(&wanted);
    let mut by_key: BTreeMap<Vec<String>, Name> = BTreeMap::new();
    let mut enums = Vec::new();
    for ((key, (arms, _)), name) in shared.into_iter().zip(minted) {
        let statuses: BTreeSet<&str> = arms.iter().map(|arm| arm.status.as_str()).collect();
        let statuses: Vec<&str> = statuses.into_iter().collect();
        let docs = format!("The documented errors {}.", enumerate(&statuses));
        by_key.insert(key, name.clone());
        enums.push(AnswerEnum { name, docs, variants: variants(&arms) });
    }
    for (view, _) in operations.iter_mut() {
        if view.errors.ty == AnswerType::Never
            && let Some(name) = by_key.get(&key(&view.errors.arms))
        {
            view.errors.ty = AnswerType::Shared(name.clone());
        }
    }
    enums.sort_by(|left, right| left.name.cmp(&right.name));
    enums
}

/// The one type of all arms.
fn one(arms: &[Arm]) -> Option<AnswerType> {
    let Some(first) = arms.first() else { return Some(AnswerType::Never) };
    arms.iter().all(|arm| arm.content == first.content).then(|| AnswerType::One(first.content.clone()))
}

fn key(arms: &[Arm]) -> Vec<String> {
    let mut key: Vec<String> =
        arms.iter().map(|arm| format!("{} {:?} {:?}", arm.status, arm.media, arm.content)).collect();
    key.sort();
    key
}

fn own_enum(view: &OperationView, full: &str, types: &mut Scope) -> AnswerEnum {
    let name = types.mint(&format!("{full} answer"), "answer", "success");
    AnswerEnum {
        name,
        docs: format!("The documented answers of `{} {}`.", view.http_method, view.path),
        variants: variants(&view.success.arms),
    }
}

fn variants(arms: &[Arm]) -> Vec<(Name, Arm)> {
    let name =
        |arm: &Arm| format!("{} {}", StatusSpec::parse(&arm.status).map_or("other", reason), format_name(arms, arm));
    let names: Vec<String> = arms.iter().map(name).collect();
    let wanted: Vec<Wanted<'_>> =
        names.iter().map(|text| Wanted { text, fallback: "status", suffix: "status", rank: 0 }).collect();
    let names = Scope::new(Reserved::Variants(&[])).mint_all(&wanted);
    names.into_iter().zip(arms.iter().cloned()).collect()
}

/// Operations that share their documented errors, by what tells these from others: the answers, and the operations' names.
type Shared = BTreeMap<Vec<String>, (Vec<Arm>, BTreeSet<String>)>;

/// The names of the error types that operations share: after what is in them where that is short and nobody else's, else
/// after the operation with the shortest name.
fn shared_names(shared: &Shared, plan: &Plan) -> Vec<String> {
    let speaking: Vec<Option<String>> = shared.values().map(|(arms, _)| speaking_name(arms, plan)).collect();
    let named = shared.values().zip(&speaking);
    named
        .map(|((_, users), name)| match name {
            Some(name) if speaking.iter().filter(|other| other.as_ref() == Some(name)).count() == 1 => name.clone(),
            _ => {
                let first = users.iter().min_by_key(|name| (name.len(), *name));
                format!("{} error", first.map_or("", String::as_str))
            }
        })
        .collect()
}

/// A name that says what the errors are: the commonest type, and the statuses that have another one.
fn speaking_name(arms: &[Arm], plan: &Plan) -> Option<String> {
    let mut counts: Vec<(&Content, usize)> = Vec::new();
    for arm in arms {
        match counts.iter_mut().find(|(content, _)| **content == arm.content) {
            Some((_, count)) => *count += 1,
            None => counts.push((&arm.content, 1)),
        }
    }
    let commonest =
        counts.iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count).map(|(content, _)| *content);
    let mut parts: Vec<String> = commonest.map(|content| content_name(content, plan)).into_iter().collect();
    for arm in arms.iter().filter(|arm| Some(&arm.content) != commonest) {
        parts.push(format!("{} {}", StatusSpec::parse(&arm.status).map_or("other", reason), format_name(arms, arm)));
    }
    (parts.len() <= 3).then(|| parts.join(" or "))
}

/// What tells several formats of one status apart; empty where there is one.
fn format_name<'a>(arms: &[Arm], arm: &'a Arm) -> &'a str {
    let several = arms.iter().filter(|other| other.status == arm.status).count() > 1;
    match (&arm.content, several) {
        (_, false) => "",
        (Content::Json(_) | Content::Job(_), true) => "json",
        (_, true) => arm.media.as_deref().and_then(|media| media.split('/').nth(1)).unwrap_or("other"),
    }
}

fn content_name(content: &Content, plan: &Plan) -> String {
    match content {
        Content::Json(Type::Named(id)) => plan.get(*id).map_or_else(String::new, |def| def.wanted.clone()),
        Content::Json(_) => "value".to_owned(),
        Content::Empty => "empty".to_owned(),
        Content::Text => "text".to_owned(),
        Content::Bytes | Content::Stream => "bytes".to_owned(),
        Content::Job(_) => "job".to_owned(),
    }
}

fn enumerate(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// The words that RFC 9110 has for a status.
pub(crate) fn reason(status: StatusSpec) -> &'static str {
    let code = match status {
        StatusSpec::Code(code) => code,
        StatusSpec::Range(1) => return "informational",
        StatusSpec::Range(2) => return "success",
        StatusSpec::Range(3) => return "redirection",
        StatusSpec::Range(4) => return "client error",
        StatusSpec::Range(_) => return "server error",
        StatusSpec::Default => return "other",
    };
    REASONS.iter().find(|(known, _)| *known == code).map_or("unassigned status", |(_, reason)| reason)
}

const REASONS: &[(u16, &str)] = &[
    (100, "continue"),
    (101, "switching protocols"),
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non authoritative information"),
    (204, "no content"),
    (205, "reset content"),
    (206, "partial content"),
    (207, "multi status"),
    (300, "multiple choices"),
    (301, "moved permanently"),
    (302, "found"),
    (303, "see other"),
    (304, "not modified"),
    (307, "temporary redirect"),
    (308, "permanent redirect"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (407, "proxy authentication required"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length required"),
    (412, "precondition failed"),
    (413, "content too large"),
    (414, "uri too long"),
    (415, "unsupported media type"),
    (416, "range not satisfiable"),
    (417, "expectation failed"),
    (418, "teapot"),
    (421, "misdirected request"),
    (422, "unprocessable content"),
    (423, "locked"),
    (424, "failed dependency"),
    (425, "too early"),
    (426, "upgrade required"),
    (428, "precondition required"),
    (429, "too many requests"),
    (431, "request header fields too large"),
    (451, "unavailable for legal reasons"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
    (504, "gateway timeout"),
    (505, "http version not supported"),
    (507, "insufficient storage"),
    (508, "loop detected"),
];
