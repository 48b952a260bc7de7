//! Apps.

use avouch_runtime::{
    Accepted, Call, Client, DateTime, Items, Method, Pages, Paging, Style, accepted, json, list, operation, texts,
};

use super::models::{App, AppCreate, AppList, AppState, AppUpdate, Errors, Job};

/// Apps.
#[derive(Clone, Copy, Debug)]
pub struct Apps<'c>(pub(super) &'c Client);

impl Apps<'_> {
    /// Creates an app.
    ///
    /// `POST /v3/apps`
    pub fn create(self, body: &AppCreate) -> Call<App, Errors> {
        self.0.call(Method::POST, "/v3/apps", &[json("201")], &[json("422")]).json(body)
    }

    /// Deletes an app.
    ///
    /// `DELETE /v3/apps/{guid}`
    pub fn delete(self, guid: impl Into<String>) -> Call<Accepted<Job>, Errors> {
        self.0.call(Method::DELETE, "/v3/apps/{guid}", &[accepted("202")], &[json("404")]).path(
            "guid",
            Style::SIMPLE,
            guid.into(),
        )
    }

    /// Retrieves an app.
    ///
    /// `GET /v3/apps/{guid}`
    pub fn get(self, guid: impl Into<String>) -> GetApp {
        let call = self.0.call(Method::GET, "/v3/apps/{guid}", &[json("200")], &[json("404")]).path(
            "guid",
            Style::SIMPLE,
            guid.into(),
        );
        GetApp(call)
    }

    /// Lists the apps that the user may see.
    ///
    /// `GET /v3/apps`
    pub fn list(self) -> ListApps {
        ListApps(self.0.call(Method::GET, "/v3/apps", &[json("200")], &[json("4XX")]))
    }

    /// Changes an app.
    ///
    /// `PATCH /v3/apps/{guid}`
    pub fn update(self, guid: impl Into<String>, body: &AppUpdate) -> Call<App, Errors> {
        self.0
            .call(Method::PATCH, "/v3/apps/{guid}", &[json("200")], &[json("404"), json("422")])
            .path("guid", Style::SIMPLE, guid.into())
            .json(body)
    }
}

operation! {
    /// The operation [`Apps::get`].
    pub struct GetApp(Call<App, Errors>);
}

impl GetApp {
    /// Related resources to include: `space` and `space.organization`.
    pub fn include(self, include: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(self.0.query("include", Style::FORM_COMMA, texts(include)))
    }
}

operation! {
    /// The operation [`Apps::list`].
    pub struct ListApps(Call<AppList, Errors>);
}

impl ListApps {
    /// Only apps with these names.
    pub fn names(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(self.0.query("names", Style::FORM_COMMA, texts(names)))
    }

    /// Only apps in one of these states.
    pub fn states(self, states: impl IntoIterator<Item = AppState>) -> Self {
        Self(self.0.query("states", Style::FORM_COMMA, list(states)))
    }

    /// Only apps that were created after this time.
    pub fn created_after(self, created_after: DateTime) -> Self {
        Self(self.0.query("created_ats[gt]", Style::FORM, created_after))
    }

    /// How many apps a page holds (1 to 5000).
    pub fn per_page(self, per_page: i64) -> Self {
        Self(self.0.query("per_page", Style::FORM, per_page))
    }

    /// An identifier of the request, for the server's log.
    pub fn x_request_id(self, x_request_id: impl Into<String>) -> Self {
        Self(self.0.header_parameter("X-Request-Id", Style::SIMPLE, x_request_id.into()))
    }

    /// Sends the request, then one for each page that follows.
    pub fn pages(self) -> Pages<AppList, Errors> {
        self.0.pages(Paging::BodyLink("/pagination/next/href"))
    }

    /// The apps of all pages.
    pub fn items(self) -> Items<AppList, App, Errors> {
        self.pages().items(|page| page.resources)
    }
}
