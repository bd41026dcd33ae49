import OmniZipBundle

/// Puts reports into the page templates: each page is one file that fetches nothing.
enum PageTemplate {
    private struct VideoData: Encodable {
        let report: PruningReport
        let media: PageMedia
    }

    private struct FolderData: Encodable {
        let report: FolderReport
    }

    /// The page of one video.
    static func videoPage(report: PruningReport, media: PageMedia) throws(BundleError) -> [UInt8] {
        try page(
            PackageResources.video_html, scripts: videoScripts, title: report.source.name,
            data: CanonicalJSON.text(VideoData(report: report, media: media)))
    }

    /// The overview of a folder.
    static func folderPage(report: FolderReport) throws(BundleError) -> [UInt8] {
        try page(
            PackageResources.folder_html, scripts: folderScripts, title: "Preview of a folder",
            data: CanonicalJSON.text(FolderData(report: report)))
    }

    private static func page(
        _ template: [UInt8], scripts: [[UInt8]], title: String, data: String
    ) -> [UInt8] {
        let values: [(marker: String, text: String)] = [
            ("{{title}}", escaped(html: Printable.text(title))),
            ("/*{{css}}*/", String(decoding: PackageResources.page_css, as: UTF8.self)),
            ("{{data}}", escaped(json: data)),
            ("/*{{js}}*/", scripts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")),
        ]
        // In one pass, so that no value is searched for markers: a file may be called {{data}}.
        var rest = String(decoding: template, as: UTF8.self)[...]
        var page = ""
        while true {
            let found = values.compactMap { value in
                rest.range(of: value.marker).map { (range: $0, text: value.text) }
            }.min { $0.range.lowerBound < $1.range.lowerBound }
            guard let found else { break }
            page += rest[..<found.range.lowerBound] + found.text
            rest = rest[found.range.upperBound...]
        }
        return Array((page + rest).utf8)
    }

    /// JSON that no HTML parser can leave: `<` begins every tag and comment.
    static func escaped(json: String) -> String {
        json.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028")
            .replacing("\u{2029}", with: "\\u2029")
    }

    /// Text between tags or in a quoted attribute.
    static func escaped(html: String) -> String {
        html.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
