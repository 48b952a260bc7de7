//! The codes of the parser's diagnostics.

avouch_diagnostics::codes! {
    /// A key stands twice in one object; the last one counts.
    pub DUPLICATE_KEY = "syntax/duplicate-key", Error, "A key stands twice in one object.";
    /// A reference leads nowhere.
    pub DANGLING = "reference/dangling", Error, "A reference leads nowhere.";
}

#[cfg(test)]
mod tests {
    use avouch_diagnostics::Code;

    #[test]
    fn ids_are_unique_and_well_formed() {
        assert_eq!(Code::faults(super::ALL), Vec::<String>::new());
    }
}
