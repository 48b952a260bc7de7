//! Scopes: where names must differ from each other.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use rustc_hash::FxHashSet;

use super::words::words;

/// A name that a [`Scope`] minted: words in lower case with underscores between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(String);

impl Name {
    /// The name as a type or a variant: `AppLifecycle`.
    pub(crate) fn type_ident(&self) -> Ident {
        Ident::new(&self.type_text(), Span::call_site())
    }

    /// The text of [`Name::type_ident`].
    pub(crate) fn type_text(&self) -> String {
        upper_camel(&self.0)
    }

    /// The name as a field, an argument, a method or a module: `app_lifecycle`, `r#type`.
    pub(crate) fn value_ident(&self) -> Ident {
        match self.value_text().strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, Span::call_site()),
            None => Ident::new(&self.value_text(), Span::call_site()),
        }
    }

    /// The name of the file of a module: the module's name, without `r#`.
    pub(crate) fn file_text(&self) -> String {
        self.value_text().trim_start_matches("r#").to_owned()
    }

    /// The text of [`Name::value_ident`].
    pub(crate) fn value_text(&self) -> String {
        let digit = self.0.starts_with(|first: char| first.is_ascii_digit());
        match self.0.as_str() {
            name if digit => format!("n{name}"),
            name if NEVER_RAW.contains(&name) => format!("{name}_"),
            name if KEYWORDS.contains(&name) => format!("r#{name}"),
            name => name.to_owned(),
        }
    }
}

/// Whether a value of this name would be a raw identifier, or could not be one.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// What a scope must not hand out, as the text that would be printed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reserved {
    /// Types: what the prelude has, and what the given names say.
    Types(&'static [&'static str]),
    /// Fields, arguments, methods and modules.
    Values(&'static [&'static str]),
    /// Variants of an enum.
    Variants(&'static [&'static str]),
}

/// A name that is wanted: the text of the document, and what to add where it is taken.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    /// The text of the document.
    pub text: &'a str,
    /// What the name is where the text has no letter or digit in it.
    pub fallback: &'a str,
    /// A word to add where the name is reserved or somebody with a lower rank has it.
    pub suffix: &'a str,
    /// Who comes first where two want the same name: the lower rank.
    pub rank: u32,
}

/// A set of names that differ from each other.
#[derive(Debug)]
pub(crate) struct Scope {
    reserved: Reserved,
    taken: FxHashSet<String>,
}

impl Scope {
    /// A scope in which nothing but the reserved names is taken.
    pub(crate) fn new(reserved: Reserved) -> Self {
        Scope { reserved, taken: FxHashSet::default() }
    }

    /// Mints one name.
    pub(crate) fn mint(&mut self, text: &str, fallback: &str, suffix: &str) -> Name {
        let wanted = [Wanted { text, fallback, suffix, rank: 0 }];
        self.mint_all(&wanted).pop().unwrap_or_else(|| Name(fallback.to_owned()))
    }

    /// Mints a name for each that is wanted, in the order of the list; the order does not change the names.
    ///
    /// Who wants just what is printed comes before who merely ends up with it, then the text decides.
    pub(crate) fn mint_all(&mut self, wanted: &[Wanted<'_>]) -> Vec<Name> {
        let mut names: Vec<Name> = vec![Name(String::new()); wanted.len()];
        let mut order: BTreeMap<(u32, bool, &str, usize), String> = BTreeMap::new();
        for (index, want) in wanted.iter().enumerate() {
            let base = match words(want.text) {
                words if words.is_empty() => want.fallback.to_owned(),
                words => join(&words),
            };
            let exact = base == want.text || upper_camel(&base) == want.text;
            order.insert((want.rank, !exact, want.text, index), base);
        }
        for ((_, _, _, index), base) in order {
            let name = self.free(base, wanted[index].suffix);
            self.taken.insert(self.key(&name));
            names[index] = name;
        }
        names
    }

    /// Whether a type of this name was minted here.
    pub(crate) fn has_type(&self, text: &str) -> bool {
        self.taken.contains(text)
    }

    fn free(&self, base: String, suffix: &str) -> Name {
        let name = Name(base);
        if self.is_free(&name) {
            return name;
        }
        let suffixed = Name(format!("{}_{suffix}", name.0));
        let name = if suffix.is_empty() { name } else { suffixed };
        if self.is_free(&name) {
            return name;
        }
        // One of as many names as there are names, and one more, is free.
        (2..=self.taken.len() + 2)
            .map(|number| Name(format!("{}{}{number}", name.0, separator(&name.0))))
            .find(|name| self.is_free(name))
            .unwrap_or(name)
    }

    fn is_free(&self, name: &Name) -> bool {
        let key = self.key(name);
        let reserved = match self.reserved {
            Reserved::Types(more) => more.contains(&key.as_str()) || PRELUDE.contains(&key.as_str()),
            Reserved::Values(more) | Reserved::Variants(more) => more.contains(&key.as_str()),
        };
        !reserved && !self.taken.contains(&key)
    }

    fn key(&self, name: &Name) -> String {
        match self.reserved {
            Reserved::Types(_) | Reserved::Variants(_) => name.type_text(),
            Reserved::Values(_) => name.value_text(),
        }
    }
}

/// A number after a digit needs something between.
fn separator(name: &str) -> &'static str {
    if name.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" }
}

fn join(words: &[String]) -> String {
    words.join("_")
}

/// `1_0_beta` gives `N1_0Beta`: an underscore stays between digits, where the case cannot tell words apart.
fn upper_camel(snake: &str) -> String {
    let mut text = String::with_capacity(snake.len() + 1);
    for word in snake.split('_').filter(|word| !word.is_empty()) {
        let mut characters = word.chars();
        let first = characters.next().unwrap_or_default();
        if first.is_ascii_digit() {
            match text.chars().last() {
                None => text.push('N'),
                Some(last) if last.is_ascii_digit() => text.push('_'),
                Some(_) => {}
            }
        }
        text.push(first.to_ascii_uppercase());
        text.extend(characters);
    }
    if text == "Self" { "SelfValue".to_owned() } else { text }
}

/// The keywords of every edition, reserved ones too.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// The types and traits that are in scope everywhere, and those that every generated file names without importing.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn mint(reserved: Reserved, texts: &[&str]) -> Vec<Name> {
        let wanted: Vec<_> =
            texts.iter().map(|text| Wanted { text, fallback: "value", suffix: "model", rank: 0 }).collect();
        Scope::new(reserved).mint_all(&wanted)
    }

    fn types(texts: &[&str]) -> Vec<String> {
        mint(Reserved::Types(&[]), texts).iter().map(Name::type_text).collect()
    }

    fn values(texts: &[&str]) -> Vec<String> {
        mint(Reserved::Values(&[]), texts).iter().map(Name::value_text).collect()
    }

    #[test]
    fn case_is_applied_when_printed() {
        assert_eq!(types(&["app_lifecycle", "1.0", "2fa", "self"]), ["AppLifecycle", "N1_0", "N2fa", "SelfValue"]);
        assert_eq!(values(&["AppLifecycle", "1.0", "type", "self"]), ["app_lifecycle", "n1_0", "r#type", "self_"]);
    }

    #[test]
    fn names_of_the_prelude_are_not_handed_out() {
        assert_eq!(types(&["Option", "Box", "string"]), ["OptionModel", "BoxModel", "StringModel"]);
    }

    #[test]
    fn collisions_are_resolved_whatever_the_order() {
        assert_eq!(values(&["foo-bar", "foo_bar", "foo.bar"]), ["foo_bar_model", "foo_bar", "foo_bar_model2"]);
        assert_eq!(values(&["foo.bar", "foo_bar", "foo-bar"]), ["foo_bar_model2", "foo_bar", "foo_bar_model"]);
    }

    #[test]
    fn a_lower_rank_comes_first() {
        let mut scope = Scope::new(Reserved::Types(&[]));
        let wanted = |text, rank| Wanted { text, fallback: "value", suffix: "api", rank };
        let names = scope.mint_all(&[wanted("Apps", 1), wanted("apps", 0)]);
        assert_eq!(names.iter().map(Name::type_text).collect::<Vec<_>>(), ["AppsApi", "Apps"]);
    }

    #[test]
    fn every_name_is_an_identifier() {
        for text in
            ["", " ", "…", "名前", "r#type", "fn", "9", "_", "__", "a\u{202e}b", "*/", "\"; panic!()", "async", "Self"]
        {
            for name in mint(Reserved::Types(&[]), &[text]).into_iter().chain(mint(Reserved::Values(&[]), &[text])) {
                syn::parse_str::<syn::Ident>(&name.type_text()).unwrap();
                syn::parse_str::<syn::Ident>(&name.value_text()).unwrap();
                assert_eq!(name.value_ident().to_string(), name.value_text());
            }
        }
    }
}
