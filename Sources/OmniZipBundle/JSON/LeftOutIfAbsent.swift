import OmniZipCore

/// A value of documents that earlier versions did not know: where there is none, its member is left out instead of being
/// null, so that documents without it keep their bytes.
protocol LeftOutIfAbsent {}

extension SelectionMethod: LeftOutIfAbsent {}
extension Guidance: LeftOutIfAbsent {}
extension RandomSeed: LeftOutIfAbsent {}
