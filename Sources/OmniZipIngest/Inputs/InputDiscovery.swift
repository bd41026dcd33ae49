import Foundation
import OmniZipMedia

/// Finds the files to ingest: folders are walked recursively, in byte order of their relative paths.
public enum InputDiscovery {
    /// Lists the inputs in the order in which they are processed and reported.
    ///
    /// Hidden files and folders, and the output folder where it lies inside an input folder, are passed over; links to
    /// folders are not followed. A folder that cannot be listed is an input that fails. Complexity: O(n log n) in the number of files of a folder.
    ///
    /// - Parameters:
    ///   - paths: Files and folders, as the user named them.
    ///   - outputPath: The output folder, if there is one.
    /// - Throws: `conflictingInputs` if a path does not exist or two inputs map to one output name.
    public static func inputs(
        at paths: [String], excluding outputPath: String?
    ) throws(ConfigurationError) -> [IngestInput] {
        let excluded = outputPath.map { canonical($0) }
        var found: [IngestInput] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw ConfigurationError(
                    code: .conflictingInputs, subject: path, message: "no such file or folder; check the name")
            }
            if isFolder.boolValue {
                walk(path, relativePath: "", excluding: excluded, into: &found)
            } else {
                let name = URL(fileURLWithPath: path).lastPathComponent
                found.append(IngestInput(path: path, name: name, wasNamed: true))
            }
        }
        found.sort { PathOrder.precedes($0.name, $1.name) }
        return try withoutRepetitions(found)
    }

    private static func walk(
        _ folder: String, relativePath: String, excluding excluded: String?, into found: inout [IngestInput]
    ) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            let name = relativePath.isEmpty ? URL(fileURLWithPath: folder).lastPathComponent : relativePath
            let problem = MediaError(
                code: .permissionDenied, operation: "list folder", path: folder, cause: "The folder cannot be listed",
                remedy: "check the permissions of the folder")
            found.append(IngestInput(path: folder, name: name, wasNamed: relativePath.isEmpty, problem: problem))
            return
        }
        for name in names where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            let relative = relativePath.isEmpty ? name : relativePath + "/" + name
            switch kind(of: path) {
            case .folder:
                guard canonical(path) != excluded else { continue }
                walk(path, relativePath: relative, excluding: excluded, into: &found)
            case .file:
                found.append(IngestInput(path: path, name: relative, wasNamed: false))
            }
        }
    }

    private enum Kind { case folder, file }

    /// Links to files count as files, and so does what cannot be looked at: opening it then says why. Links to folders
    /// are not followed, so a loop cannot arise.
    private static func kind(of path: String) -> Kind {
        guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
            return .file
        }
        switch type {
        case .typeDirectory: return .folder
        default: return .file
        }
    }

    private static func canonical(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    /// One file named twice is one input; two files of one name are an error. Names are compared by their bytes: file
    /// systems tell apart what Unicode takes for equal.
    private static func withoutRepetitions(_ sorted: [IngestInput]) throws(ConfigurationError) -> [IngestInput] {
        var inputs: [IngestInput] = []
        for input in sorted {
            guard let last = inputs.last, last.name.utf8.elementsEqual(input.name.utf8) else {
                inputs.append(input)
                continue
            }
            guard canonical(last.path).utf8.elementsEqual(canonical(input.path).utf8) else {
                throw ConfigurationError(
                    code: .conflictingInputs, subject: last.name,
                    message: "two inputs map to this output name: \(last.path) and \(input.path); "
                        + "run them into different output folders or name a common parent folder")
            }
            if input.wasNamed { inputs[inputs.count - 1] = input }
        }
        return inputs
    }
}
