/// A report and what its page shows besides.
public struct Preview: Sendable {
    /// The report.
    public let report: PruningReport
    /// Masks, pictures and sound; nil if no page was asked for.
    public let media: PageMedia?

    /// The page: one HTML file that needs nothing else, in UTF-8.
    ///
    /// - Throws: `BundleError` if the report cannot be written as JSON.
    public func page() throws -> [UInt8] {
        try PageTemplate.videoPage(report: report, media: media ?? PageMedia())
    }
}
