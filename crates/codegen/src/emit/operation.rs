//! Operations: methods, and the types that hold optional values until the request is sent.

use avouch_api::{NextPage, Role, Style, StyleName};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::answers::answer_enum;
use super::file::{File, deprecated, indent};
use crate::Error;
use crate::view::{AnswerType, Answers, Argument, Content, Input, OperationView, PagingView, Step, Target};

/// The method that begins the call of an operation. `client` is where the runtime's client is.
pub(super) fn method(file: &mut File<'_>, view: &OperationView, receiver: &TokenStream) -> Result<String, Error> {
    let name = view.method_name.value_ident();
    let (docs, deprecated) = (file.docs(&view.docs), deprecated(view.deprecated));
    let parameters: Vec<TokenStream> = view.arguments.iter().map(|argument| parameter(file, argument)).collect();
    let http_method = http_method(file, &view.http_method);
    let path = &view.path;
    let (success, errors) = (arms(file, &view.success), arms(file, &view.errors));
    let mut call = quote!(self.0.call(#http_method, #path, #success, #errors));
    if let Some(alternatives) = &view.security {
        let alternatives = alternatives.iter().map(|schemes| quote!(&[#(#schemes),*]));
        call = quote!(#call.security(&[#(#alternatives),*]));
    }
    let is_path = |argument: &&Argument| matches!(argument.target, Target::Parameter { .. });
    for argument in view.arguments.iter().filter(is_path) {
        call = set(file, &call, argument);
    }
    if view.multipart {
        call = quote!(#call.multipart());
    }
    for argument in view.arguments.iter().filter(|argument| !is_path(argument)) {
        call = set(file, &call, argument);
    }
    let (body, output) = match &view.builder {
        Some(builder) => {
            let builder = builder.type_ident();
            (quote!(let call = #call; #builder(call)), quote!(#builder))
        }
        None => (call, call_type(file, view)),
    };
    file.print(quote!(#docs #deprecated pub fn #name(#receiver, #(#parameters),*) -> #output { #body }))
}

fn call_type(file: &mut File<'_>, view: &OperationView) -> TokenStream {
    let (call, success, errors) = (file.runtime("Call"), file.answer(&view.success.ty), file.answer(&view.errors.ty));
    quote!(#call<#success, #errors>)
}

/// The type that holds the optional values of an operation, its setters, and what sends the request.
pub(super) fn builder(file: &mut File<'_>, view: &OperationView, owner: &str) -> Result<(), Error> {
    let Some(name) = &view.builder else { return Ok(()) };
    let ident = name.type_ident();
    let call = call_type(file, view);
    let line = format!(" The operation [`{owner}::{}`].", view.method_name.value_text().trim_start_matches("r#"));
    let item = file.print(quote!(#[doc = #line] pub struct #ident(#call);))?;
    file.runtime("operation");
    file.text(format!("operation! {{\n{}}}", indent(&item)));
    let mut methods = Vec::new();
    for setter in &view.setters {
        let (docs, deprecated) = (file.docs(&setter.docs), deprecated(setter.deprecated));
        let name = setter.name.value_ident();
        let mut argument = setter.clone();
        if super::group::HIDDEN.contains(&setter.name.value_text().as_str()) {
            argument.name = crate::names::Scope::new(crate::names::Reserved::Values(&[])).mint("value", "value", "");
        }
        let parameter = parameter(file, &argument);
        let set = set(file, &quote!(self.0), &argument);
        methods.push(file.print(quote!(#docs #deprecated pub fn #name(self, #parameter) -> Self { Self(#set) }))?);
    }
    if let Some(paging) = &view.paging {
        methods.extend(pages(file, view, paging)?);
    }
    if !methods.is_empty() {
        let methods: Vec<String> = methods.iter().map(|method| indent(method)).collect();
        file.text(format!("impl {ident} {{\n{}}}", methods.join("\n")));
    }
    Ok(())
}

/// The enum of answers that belongs to an operation.
pub(super) fn answers(file: &mut File<'_>, view: &OperationView) -> Result<(), Error> {
    if let AnswerType::Own(own) = &view.success.ty {
        answer_enum(file, own, false)?;
    }
    Ok(())
}

fn pages(file: &mut File<'_>, view: &OperationView, paging: &PagingView) -> Result<Vec<String>, Error> {
    let Some(how) = how(file, paging) else { return Ok(Vec::new()) };
    let (success, errors) = (file.answer(&view.success.ty), file.answer(&view.errors.ty));
    let pages = file.runtime("Pages");
    let mut methods = vec![file.print(quote! {
        #[doc = " Sends the request, then one for each page that follows."]
        pub fn pages(self) -> #pages<#success, #errors> { self.0.pages(#how) }
    })?];
    if let Some((steps, item)) = &paging.items {
        let (items, item) = (file.runtime("Items"), file.ty(item));
        let way = way(&quote!(page), steps);
        methods.push(file.print(quote! {
            #[doc = " The items of all pages."]
            pub fn items(self) -> #items<#success, #item, #errors> { self.pages().items(|page| #way) }
        })?);
    }
    Ok(methods)
}

/// The expression that takes the items out of a page.
fn way(base: &TokenStream, steps: &[Step]) -> TokenStream {
    let Some((step, rest)) = steps.split_first() else { return base.clone() };
    let field = step.field.value_ident();
    let reached = if step.maybe { quote!(#base.#field.into_value()) } else { quote!(#base.#field) };
    if !step.optional && !step.maybe {
        return way(&reached, rest);
    }
    if rest.is_empty() {
        return quote!(#reached.unwrap_or_default());
    }
    let inner = way(&quote!(inner), rest);
    quote!(#reached.map(|inner| #inner).unwrap_or_default())
}

fn how(file: &mut File<'_>, paging: &PagingView) -> Option<TokenStream> {
    let named = |role: Role| paging.parameters.iter().find(|(known, _)| *known == role).map(|(_, name)| name);
    let kind = file.runtime("Paging");
    let items = &paging.pointer;
    Some(match &paging.next {
        NextPage::BodyLink(pointer) => quote!(#kind::BodyLink(#pointer)),
        NextPage::LinkHeader => quote!(#kind::LinkHeader),
        NextPage::Cursor(at) => {
            let parameter = named(Role::Cursor)?;
            quote!(#kind::Cursor { parameter: #parameter, at: #at })
        }
        NextPage::PageNumber => {
            let parameter = named(Role::Page)?;
            quote!(#kind::Number { parameter: #parameter, first: 1, items: #items })
        }
        NextPage::Offset => {
            let parameter = named(Role::Offset)?;
            quote!(#kind::Offset { parameter: #parameter, items: #items })
        }
    })
}

fn parameter(file: &mut File<'_>, argument: &Argument) -> TokenStream {
    let name = argument.name.value_ident();
    let ty = match &argument.input {
        Input::Text => quote!(impl Into<String>),
        Input::Plain(ty) => file.ty(ty),
        Input::Texts => quote!(impl IntoIterator<Item = impl Into<String>>),
        Input::List(ty) => {
            let ty = file.ty(ty);
            quote!(impl IntoIterator<Item = #ty>)
        }
        Input::Fields(ty) | Input::Json(ty) | Input::JsonText(ty) => file.reference(ty),
        Input::Any => {
            let param = file.runtime("Param");
            quote!(impl Into<#param>)
        }
        Input::Upload => {
            let upload = file.runtime("Upload");
            quote!(impl Into<#upload>)
        }
        Input::TypedUpload => {
            let upload = file.runtime("Upload");
            return quote!(media_type: &str, #name: impl Into<#upload>);
        }
    };
    quote!(#name: #ty)
}

/// The call with one more value.
fn set(file: &mut File<'_>, call: &TokenStream, argument: &Argument) -> TokenStream {
    let name = argument.name.value_ident();
    let function = |file: &mut File<'_>, function: &'static str| {
        let function = file.runtime(function);
        quote!(#function(#name))
    };
    let value = match &argument.input {
        Input::Text => quote!(#name.into()),
        Input::Texts => function(file, "texts"),
        Input::List(_) => function(file, "list"),
        Input::Fields(_) => function(file, "fields"),
        Input::JsonText(_) => function(file, "json_text"),
        Input::Plain(_) | Input::Json(_) | Input::Any | Input::Upload | Input::TypedUpload => quote!(#name),
    };
    match &argument.target {
        Target::Parameter { method, name, style } => {
            // The plain name is for fields that the document does not describe.
            let method = if *method == "header" { "header_parameter" } else { method };
            let (method, style) = (format_ident!("{method}"), self::style(file, *style));
            quote!(#call.#method(#name, #style, #value))
        }
        Target::Json(media) if media == "application/json" => quote!(#call.json(#value)),
        Target::Json(media) => quote!(#call.json_as(#media, #value)),
        Target::Body(Some(media)) => quote!(#call.body(#media, #value)),
        Target::Body(None) => quote!(#call.body(media_type, #value)),
        Target::FormField(name, Some(style)) => {
            let style = self::style(file, *style);
            quote!(#call.form_field(#name, #style, #value))
        }
        Target::FormField(name, None) => quote!(#call.form_text(#name, #value)),
        Target::TextPart(name) => quote!(#call.text_part(#name, #value)),
        Target::JsonPart(name) => quote!(#call.json_part(#name, #value)),
        Target::JsonParts(name) => quote!(#call.json_parts(#name, #value)),
        Target::FilePart(name, media) => quote!(#call.file_part(#name, #media, #value)),
    }
}

fn style(file: &mut File<'_>, style: Style) -> TokenStream {
    let kind = file.runtime("Style");
    let (constant, explode) = match (style.name, style.explode) {
        (StyleName::Simple, false) => ("SIMPLE", false),
        (StyleName::Simple, true) => ("SIMPLE_EXPLODE", true),
        (StyleName::Label, false) => ("LABEL", false),
        (StyleName::Label, true) => ("LABEL_EXPLODE", true),
        (StyleName::Matrix, false) => ("MATRIX", false),
        (StyleName::Matrix, true) => ("MATRIX_EXPLODE", true),
        (StyleName::Form, true) => ("FORM", true),
        (StyleName::Form, false) => ("FORM_COMMA", false),
        (StyleName::SpaceDelimited, _) => ("SPACE", false),
        (StyleName::PipeDelimited, _) => ("PIPE", false),
        (StyleName::DeepObject, _) => ("DEEP_OBJECT", Style::DEEP_OBJECT.explode),
        (StyleName::Cookie, _) => ("COOKIE", true),
    };
    let constant = format_ident!("{constant}");
    let exploded = (explode != style.explode).then(|| {
        let explode = style.explode;
        quote!(.exploded(#explode))
    });
    let reserved = style.allow_reserved.then(|| quote!(.reserved(true)));
    quote!(#kind::#constant #exploded #reserved)
}

fn http_method(file: &mut File<'_>, method: &str) -> TokenStream {
    let kind = file.runtime("Method");
    match method {
        "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS" | "TRACE" | "CONNECT" => {
            let ident = format_ident!("{method}");
            quote!(#kind::#ident)
        }
        other => {
            let method = file.runtime("method");
            quote!(#method(#other))
        }
    }
}

fn arms(file: &mut File<'_>, answers: &Answers) -> TokenStream {
    match &answers.ty {
        AnswerType::Own(own) => {
            let name = own.name.type_ident();
            quote!(#name::ANSWERS)
        }
        AnswerType::Shared(name) => {
            let name = file.error(&name.type_text());
            quote!(#name::ANSWERS)
        }
        AnswerType::One(content) if answers.arms.len() > 2 => {
            let (each, function) = (file.runtime("each"), file.runtime(arm_function(content)));
            let statuses = answers.arms.iter().map(|arm| &arm.status);
            quote!(&#each(#function, [#(#statuses),*]))
        }
        AnswerType::Never | AnswerType::One(_) => {
            let mut arms = Vec::new();
            for arm in &answers.arms {
                let function = file.runtime(arm_function(&arm.content));
                let status = &arm.status;
                arms.push(quote!(#function(#status)));
            }
            quote!(&[#(#arms),*])
        }
    }
}

/// The function of the runtime that makes an arm.
fn arm_function(content: &Content) -> &'static str {
    match content {
        Content::Empty => "empty",
        Content::Json(_) => "json",
        Content::Text => "text",
        Content::Bytes => "binary",
        Content::Stream => "stream",
        Content::Job(_) => "accepted",
    }
}
