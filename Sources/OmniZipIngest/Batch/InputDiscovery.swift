import Foundation

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
                found.append(IngestInput(path: path, relativePath: name, wasNamed: true))
            }
        }
        found.sort { PathOrder.precedes($0.relativePath, $1.relativePath) }
        try checkNames(of: found)
        return found
    }

    private static func walk(
        _ folder: String, relativePath: String, excluding excluded: String?, into found: inout [IngestInput]
    ) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            let name = relativePath.isEmpty ? URL(fileURLWithPath: folder).lastPathComponent : relativePath
            found.append(
                IngestInput(path: folder, relativePath: name, wasNamed: relativePath.isEmpty, isUnreadableFolder: true))
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
                found.append(IngestInput(path: path, relativePath: relative, wasNamed: false))
            case .other:
                continue
            }
        }
    }

    private enum Kind { case folder, file, other }

    /// Links to files count as files, and so does what cannot be looked at: opening it then says why. Links to folders
    /// are not followed, so a loop cannot arise.
    private static func kind(of path: String) -> Kind {
        guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
            return .file
        }
        switch type {
        case .typeDirectory: return .folder
        case .typeRegular: return .file
        case .typeSymbolicLink:
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return isFolder.boolValue ? .other : .file
        default: return .other
        }
    }

    private static func canonical(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    private static func checkNames(of inputs: [IngestInput]) throws(ConfigurationError) {
        for (one, other) in zip(inputs, inputs.dropFirst()) where one.relativePath == other.relativePath {
            throw ConfigurationError(
                code: .conflictingInputs, subject: one.relativePath,
                message: "two inputs map to this output name: \(one.path) and \(other.path); "
                    + "run them into different output folders or name a common parent folder")
        }
    }
}
