import Foundation
import OmniZipBundle
import OmniZipFFmpeg

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
    ) throws(BundleError) -> [UInt8] {
        let script = scripts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        let values: [(marker: String, text: String)] = [
            ("{{title}}", escaped(html: Printable.text(title))),
            ("/*{{css}}*/", String(decoding: PackageResources.page_css, as: UTF8.self)),
            ("{{data}}", escaped(json: data)), ("{{policy}}", try policy(for: script)), ("/*{{js}}*/", script),
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

    /// JSON that no HTML parser can leave: without `<`, `>` and `&` there are no tags, comments and references.
    static func escaped(json: String) -> String {
        replaced(json) { scalar in
            switch scalar {
            case "<", ">", "&", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return nil
            }
        }
    }

    /// Text between tags or in a quoted attribute.
    static func escaped(html: String) -> String {
        replaced(html) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }

    /// Scalar by scalar: as a Character, a `<` may be one with what stands before it.
    private static func replaced(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let other = replacement(scalar) {
                result.append(contentsOf: other.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The source by which the page's policy allows this script, and no other.
    private static func policy(for script: String) throws(BundleError) -> String {
        do {
            let hex = try FileDigest.sha256(bytes: Array(script.utf8))
            let bytes = stride(from: 0, to: hex.count, by: 2).compactMap {
                UInt8(hex.dropFirst($0).prefix(2), radix: 16)
            }
            return "'sha256-" + Data(bytes).base64EncodedString() + "'"
        } catch {
            throw BundleError(code: .inconsistent, operation: "make page", path: nil, cause: "\(error)")
        }
    }
}
