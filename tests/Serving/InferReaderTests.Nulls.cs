using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed partial class InferReaderTests
{
    [Theory]
    [InlineData(
        """{"id":null,"parameters":null,"outputs":null,"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1],"parameters":null}]}"""
    )]
    [InlineData(
        """{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":null,"content_type":null,"shared_memory_region":null}}]}"""
    )]
    [InlineData(
        """{"outputs":[{"name":"probability","parameters":null}],"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1]}]}"""
    )]
    [InlineData(
        """{"parameters":{"binary_data_output":null,"classification":null},"outputs":[{"name":"probability","parameters":{"binary_data":null,"shared_memory_region":null}}],"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1]}]}"""
    )]
    [InlineData("""{"inputs":null,"model_version":null,"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":[1]}]}""")]
    public void Read_AnOptionalMemberThatIsNull_IsAnAbsentOne(string body)
    {
        Assert.Null(Read(body));
        Assert.Equal((null, false), (_request.Id, _request.IsBinary));
        Assert.Equal(1, _batch.NumbersOf(_model.Plan.Columns[0])[0]);
    }

    [Fact]
    public void Read_DataThatIsNullBesideBytes_IsReadFromTheBytes()
    {
        var json = """{"inputs":[{"name":"distance","shape":[1],"datatype":"FP32","data":null,"parameters":{"binary_data_size":4}}]}""";
        Assert.Null(Read([.. Encoding.UTF8.GetBytes(json), .. BitConverter.GetBytes(2.5f)], json.Length));
        Assert.Equal(2.5f, _batch.NumbersOf(_model.Plan.Columns[0])[0]);
    }
}
