using System.Text;
using ServerlessML.Contracts;

namespace ServerlessML.Tests.Contracts;

public sealed class CanonicalTextTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("7.0", "7")]
    [InlineData("-7.000", "-7")]
    [InlineData("-0.0", "0")]
    [InlineData(" 7.0\t", "7")]
    [InlineData("007", "007")]
    [InlineData("007.0", "007.0")]
    [InlineData("7.50", "7.50")]
    [InlineData("7.", "7.")]
    [InlineData(".0", ".0")]
    [InlineData("1.2.0", "1.2.0")]
    [InlineData("1e+16", "10000000000000000")]
    [InlineData("1.2345678901234568e+17", "123456789012345680")]
    [InlineData("1e+300", "1e+300")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("True", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("Trues", "Trues")]
    [InlineData("west    ", "west")]
    [InlineData("\u00A0west\u3000", "west")]
    [InlineData("Ko\u0308ln", "Köln")]
    [InlineData("\u212Bngstro\u0308m", "Ångström")]
    [InlineData("   ", "")]
    [InlineData("e", "e")]
    public void Of_Text_IsTheOneForm(string text, string form)
    {
        Assert.Equal(form, CanonicalText.Of(text));
        Assert.Equal(form, CanonicalText.Of(form));
        Assert.True(form == text || CanonicalText.MayDiffer(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(7.0, "7")]
    [InlineData(7.1, "7.1")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-0.0, "0")]
    [InlineData(1.5e300, "1.5e+300")]
    public void Of_Number_IsThatOfItsText(double number, string form) => Assert.Equal(form, CanonicalText.Of(number));

    [Theory]
    [InlineData("north")]
    [InlineData("Köln")]
    [InlineData("12")]
    [InlineData("")]
    public void MayDiffer_UsualTexts_AreLeftAlone(string text) => Assert.False(CanonicalText.MayDiffer(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(" Yes", true)]
    [InlineData("T", true)]
    [InlineData("1.0", true)]
    [InlineData("false", false)]
    [InlineData("n", false)]
    [InlineData("0", false)]
    [InlineData("2", null)]
    [InlineData("", null)]
    public void Truth_Word_IsKnown(string word, bool? truth) => Assert.Equal(truth, CanonicalText.Truth(word));
}
