/// What a pipeline file says: the configuration, and settings of a run that do not change the bytes of a bundle.
public struct Pipeline: Sendable, Equatable {
    /// What decides the bytes of each bundle.
    public var configuration: IngestConfiguration
    /// The layout of the dataset; nil: the file does not say.
    public var layout: LayoutName?

    /// Settings as given.
    public init(configuration: IngestConfiguration = IngestConfiguration(), layout: LayoutName? = nil) {
        self.configuration = configuration
        self.layout = layout
    }
}
