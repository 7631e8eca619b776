using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ServerlessML.Tests.Conformance")]
[assembly: InternalsVisibleTo("ServerlessML.Bench")]
[assembly: InternalsVisibleTo("ServerlessML.Tests.Workflows")]
