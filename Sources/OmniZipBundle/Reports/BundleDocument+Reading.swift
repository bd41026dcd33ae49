extension BundleDocument {
    /// Reads NAME.json.
    ///
    /// #### Errors
    /// `system` if it cannot be read, `malformed` if it is not a document of this schema.
    public init(path: String) throws(BundleError) {
        self = try JSONDecoding.value(BundleDocument.self, path: path, operation: "read document")
    }
}

extension RunSummary {
    /// Reads summary.json.
    ///
    /// #### Errors
    /// `system` if it cannot be read, `malformed` if it is not a summary of this schema.
    public init(path: String) throws(BundleError) {
        self = try JSONDecoding.value(RunSummary.self, path: path, operation: "read summary")
    }
}
