//! The codes of findings.

avouch_diagnostics::codes! {
    /// The status of an answer is not documented.
    pub STATUS = "response/status", Error, "The status of an answer is not documented.";
    /// The media type of an answer is not documented.
    pub CONTENT_TYPE = "response/content-type", Error, "The media type of an answer is not documented.";
    /// A header of an answer is missing or does not fit.
    pub HEADERS = "response/headers", Error, "A documented header is missing or breaks its schema.";
    /// The body of an answer breaks its schema.
    pub BODY = "response/body", Error, "The body of an answer breaks its schema.";
    /// The body of an answer has properties that its schema does not declare.
    pub UNDECLARED = "response/undeclared", Info, "The body of an answer has properties that its schema does not declare.";
    /// The server failed as the document says that it may.
    pub DOCUMENTED_FAILURE = "response/failure", Warning, "The server failed, in a way that the document provides for.";

    /// The connection ends without an answer.
    pub NO_ANSWER = "answer/none", Error, "The connection ends without an answer, each time.";
    /// The answer is not HTTP.
    pub MALFORMED = "answer/malformed", Error, "The answer is not HTTP/1.1, or ends early.";
    /// The answer takes too long.
    pub TIMEOUT = "answer/timeout", Warning, "No complete answer came in time.";
    /// The target cannot be reached.
    pub UNREACHABLE = "answer/unreachable", Error, "The target cannot be reached.";
    /// The request cannot be sent.
    pub UNSENDABLE = "request/unsendable", Error, "A request that the document asks for cannot be sent.";

    /// A recorded request breaks the document.
    pub REQUEST = "request/invalid", Warning, "A recorded request breaks the document.";
    /// A recorded request that breaks the document was refused with a status that is not documented.
    pub REQUEST_REFUSED = "request/refused", Warning,
        "A recorded request that breaks the document was refused, and the status is not documented.";

    /// An example of a request breaks its document.
    pub EXAMPLE = "example/request", Error, "The example of a request breaks the document that it stands in.";
    /// The server refuses an example of a request that breaks its document.
    pub EXAMPLE_REFUSED = "example/refused", Warning, "The server refuses an example that breaks its document.";
    /// The example's identifier is not known at the target.
    pub EXAMPLE_UNKNOWN = "example/unknown", Warning, "The target knows nothing by the identifiers of an example, and the status that says so is not documented.";

    /// What a request would make is there already.
    pub EXAMPLE_TAKEN = "example/taken", Warning, "What a request would make is at the target already, and the document has no 409.";

    /// What was sent is not what was answered.
    pub ECHO = "chain/echo", Error, "An answer has another identifier than the one that was asked for.";
    /// The name that was sent is not the one that was answered.
    pub NAME = "chain/name", Warning, "What was made or changed has another name than the one that was sent.";
    /// What was made cannot be read.
    pub UNREADABLE = "chain/unreadable", Error, "What this run has made is not found.";
    /// What was deleted can still be read.
    pub STILL_THERE = "chain/still-there", Info, "What was deleted is still found.";

    /// A task in the background failed.
    pub JOB_FAILED = "job/failed", Warning, "A task in the background failed.";
    /// A task in the background did not end.
    pub JOB_UNFINISHED = "job/unfinished", Warning, "A task in the background did not end in time.";

    /// Credentials are missing or refused.
    pub UNAUTHENTICATED = "environment/not-authenticated", Warning, "The target wants credentials, and has none or refuses those it was given.";
    /// The credentials do not suffice.
    pub FORBIDDEN = "environment/not-allowed", Warning, "The credentials do not suffice.";
    /// The target limits the rate of requests.
    pub LIMITED = "environment/rate-limited", Warning, "The target limits the rate of requests.";
    /// The command that prints credentials failed.
    pub AUTH_COMMAND = "environment/auth-command", Error, "The command that prints credentials failed.";
    /// Something that the run made could not be removed.
    pub LEFT_BEHIND = "environment/left-behind", Warning, "Something that this run has made could not be removed.";
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(avouch_diagnostics::Code::faults(super::ALL), [""; 0]);
    }
}
