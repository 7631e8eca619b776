namespace Pulumi;

public delegate ResourceTransformationResult? ResourceTransformation(ResourceTransformationArgs args);
