//! The call of an operation.

use super::answer::{Answer, Arm, Documented, settle};
use super::error::Error;
use super::execute::{Execution, execute};
use super::job::JobHandle;
use super::pages::{Pages, Paging};
use super::request::Request;
use super::response::Response;
use super::upload::Upload;
use crate::model::JobModel;
use crate::param::Param;
use avouch_wire::Style;
use avouch_wire::multipart::PartHead;
use serde::Serialize;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// The call of an operation: what is to be sent, and what each documented answer decodes into.
///
/// Nothing happens before [`Call::send`], and what cannot be sent is an error of the same.
#[must_use = "nothing is sent before `send`"]
pub struct Call<T, E> {
    request: Box<Request>,
    success: Box<[Arm<T>]>,
    errors: Box<[Arm<E>]>,
}

impl<T, E> Call<T, E> {
    pub(crate) fn new(request: Request, success: &[Arm<T>], errors: &[Arm<E>]) -> Self {
        Self { request: Box::new(request), success: success.into(), errors: errors.into() }
    }

    /// Sets a variable of the path.
    pub fn path(mut self, name: &'static str, style: Style, value: impl Into<Param>) -> Self {
        self.request.path(name, style, value.into());
        self
    }

    /// Sets a parameter of the query.
    pub fn query(mut self, name: &'static str, style: Style, value: impl Into<Param>) -> Self {
        self.request.query(name, style, value.into());
        self
    }

    /// Sets a header parameter.
    pub fn header_parameter(mut self, name: &'static str, style: Style, value: impl Into<Param>) -> Self {
        self.request.header_parameter(name, style, value.into());
        self
    }

    /// Sets a header field that the document does not describe. The value stands in no debug output.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.request.header(name, value.as_ref());
        self
    }

    /// Sets a cookie parameter.
    pub fn cookie(mut self, name: &'static str, style: Style, value: impl Into<Param>) -> Self {
        self.request.cookie(name, style, value.into());
        self
    }

    /// Sets the body: JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body: JSON of another media type.
    pub fn json_as(mut self, media_type: &str, body: &(impl Serialize + ?Sized)) -> Self {
        self.request.json(media_type, body);
        self
    }

    /// Sets the body: bytes of a media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Upload>) -> Self {
        self.request.body(media_type, body.into());
        self
    }

    /// Adds a field to the body, a form (`application/x-www-form-urlencoded`), in a style.
    pub fn form_field(mut self, name: &'static str, style: Style, value: impl Into<Param>) -> Self {
        self.request.form(name, Some(style), value.into());
        self
    }

    /// Adds a field to the body, a form, as its text; each item of a list is a field.
    pub fn form_text(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.request.form(name, None, value.into());
        self
    }

    /// Makes the body `multipart/form-data`, without parts so far.
    pub fn multipart(mut self) -> Self {
        self.request.multipart();
        self
    }

    /// Adds a part to a multipart body: a file. Bytes without a file name are sent under the name
    /// of the part, since servers know a file by its having one.
    pub fn file_part(mut self, name: &str, media_type: &str, content: impl Into<Upload>) -> Self {
        let content = content.into();
        let head = PartHead::file(name, content.name().unwrap_or(name));
        self.request.part(&head.with_content_type(media_type), content);
        self
    }

    /// Adds a part to a multipart body: content of a media type that is no file.
    pub fn part(mut self, name: &str, media_type: &str, content: impl Into<Upload>) -> Self {
        let head = PartHead::new(name).with_content_type(media_type);
        self.request.part(&head, content.into());
        self
    }

    /// Adds parts to a multipart body: text; each item of a list is a part.
    pub fn text_part(mut self, name: &str, value: impl Into<Param>) -> Self {
        for text in self.request.texts(name, value.into()) {
            self.request.part(&PartHead::new(name), Upload::from(text));
        }
        self
    }

    /// Adds a part to a multipart body: JSON.
    pub fn json_part(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        let text = serde_json::to_vec(value);
        if let Some(text) = self.request.keep(name, text) {
            let head = PartHead::new(name).with_content_type("application/json");
            self.request.part(&head, Upload::from(text));
        }
        self
    }

    /// Adds a part to a multipart body for each item: JSON.
    pub fn json_parts(self, name: &str, items: impl IntoIterator<Item = impl Serialize>) -> Self {
        items.into_iter().fold(self, |call, item| call.json_part(name, &item))
    }

    /// The security requirements of the operation: alternatives, each of which names the schemes
    /// that it needs. Without alternatives no credential is sent.
    pub fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.request.security = Some(alternatives);
        self
    }

    /// How long the call may take, instead of what the client says.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.request.timeout = Some(limit);
        self
    }

    /// Sends the request.
    pub fn send(self) -> ResponseFuture<T, E> {
        let documented = self.documented();
        ResponseFuture { execution: execute(self.request, documented), success: self.success, errors: self.errors }
    }

    /// Sends the request, then one for each page that follows.
    pub fn pages(self, paging: Paging) -> Pages<T, E> {
        let documented = self.documented();
        Pages::new(self.request, documented, self.success, self.errors, paging)
    }

    /// Repeats the request until its answer says that the work it tells of has ended.
    ///
    /// ```
    /// # use avouch_runtime::{Client, JobError, Method, job, json, object};
    /// #[derive(Clone, Debug)]
    /// pub struct Build {
    ///     pub state: String,
    /// }
    ///
    /// object! { Build { required: state; } }
    /// job! { Build { state: "/state"; done: "STAGED"; failed: "FAILED"; } }
    ///
    /// # async fn example(client: Client) -> Result<(), JobError<Build>> {
    /// let build = client.call::<Build, String>(Method::GET, "/builds/1", &[json("200")], &[]);
    /// let build = build.watch().wait_with(|build| eprintln!("{}", build.state)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(self) -> JobHandle<T>
    where
        T: JobModel,
    {
        let location = self.request.path_template().to_owned();
        JobHandle::new(*self.request, location)
    }

    fn documented(&self) -> Documented {
        Documented {
            success: self.success.iter().map(Arm::head).collect(),
            errors: self.errors.iter().map(Arm::head).collect(),
        }
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(formatter)
    }
}

impl<T, E> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    type IntoFuture = ResponseFuture<T, E>;

    fn into_future(self) -> ResponseFuture<T, E> {
        self.send()
    }
}

/// Declares the type that holds the optional values of an operation until the request is sent. Its setters stand beside
/// it; what it has in common with every [`Call`](crate::Call) is stated by this line: it can be sent or awaited, and takes header
/// fields that the document does not describe and a time limit of its own. [`From`] gives the call itself.
///
/// ```
/// use avouch_runtime::{Call, Client, Method, Style, json, operation};
/// use std::convert::Infallible;
/// use std::time::Duration;
///
/// operation! {
///     /// Lists the names of apps.
///     pub struct ListNames(Call<Vec<String>, Infallible>);
/// }
///
/// impl ListNames {
///     /// How many names a page holds.
///     pub fn per_page(self, per_page: i64) -> Self {
///         Self(self.0.query("per_page", Style::FORM, per_page))
///     }
/// }
///
/// # async fn example(client: &Client) -> Result<(), avouch_runtime::Error> {
/// let list = || ListNames(client.call(Method::GET, "/names", &[json("200")], &[]));
/// let names = list().per_page(50).header("X-Request-Id", "7f3a").timeout(Duration::from_secs(5)).await?;
/// let call: Call<_, _> = list().per_page(50).into();
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! operation {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident($($call:ident)::+<$success:ty, $errors:ty $(,)?> $(,)?);
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[must_use = "nothing is sent before `send`"]
        pub struct $name($($call)::+<$success, $errors>);

        impl $name {
            /// Sets a header field that the document does not describe. The value stands in no debug output.
            pub fn header(self, name: &str, value: impl ::core::convert::AsRef<str>) -> Self {
                Self(self.0.header(name, value))
            }

            /// How long the call may take, instead of what the client says.
            pub fn timeout(self, limit: ::core::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// Sends the request.
            pub fn send(self) -> $crate::ResponseFuture<$success, $errors> {
                self.0.send()
            }
        }

        $crate::blocking_operation!($name, $success, $errors);

        impl ::core::convert::From<$name> for $crate::Call<$success, $errors> {
            fn from(operation: $name) -> Self {
                operation.0
            }
        }

        impl ::core::future::IntoFuture for $name {
            type Output = ::core::result::Result<$crate::Response<$success>, $crate::Error<$errors>>;
            type IntoFuture = $crate::ResponseFuture<$success, $errors>;

            fn into_future(self) -> $crate::ResponseFuture<$success, $errors> {
                self.0.send()
            }
        }
    };
}

/// The answer to come. The request is sent when the future is polled first.
#[must_use = "nothing is sent before the future is awaited"]
pub struct ResponseFuture<T, E> {
    execution: Execution,
    success: Box<[Arm<T>]>,
    errors: Box<[Arm<E>]>,
}

impl<T, E> Future for ResponseFuture<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer: Result<Answer, Error> = ready!(self.execution.as_mut().poll(context));
        Poll::Ready(match answer {
            Ok(answer) => settle(answer, &self.success, &self.errors),
            Err(error) => Err(error.of()),
        })
    }
}

impl<T, E> fmt::Debug for ResponseFuture<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResponseFuture")
    }
}
